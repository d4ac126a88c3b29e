namespace ShopStream.Contracts.Reading;

/// <summary>Finds the table and the column that a relationship or a service level names.</summary>
/// <param name="tables">The tables of the contract.</param>
internal sealed class References(IReadOnlyList<ContractTable> tables)
{
    /// <summary>By names, as users.id, or by ids, as schema/users/properties/users_id. Null if the contract has no such column.</summary>
    public (ContractTable Table, ContractColumn Column)? Find(string reference)
    {
        var names = reference.TrimStart('/').Split('/') is ["schema", var tableId, "properties", var columnId] ? [tableId, columnId] : reference.Split('.');
        if (names is not [var tableName, var columnName])
            return null;
        return tables.FirstOrDefault(t => t.IsCalled(tableName)) is { } table && table.Columns.FirstOrDefault(c => c.IsCalled(columnName)) is { } column
            ? (table, column)
            : null;
    }

    /// <summary>Adds a problem for every relationship that names nothing of the contract.</summary>
    public void Check(ContractProblems problems)
    {
        foreach (var (relationship, reference) in All())
        {
            // A reference into another file cannot be followed: it is listed when rules are translated.
            if (reference.Contains('#', StringComparison.Ordinal) || Find(reference) is not null)
                continue;
            var table = reference.Split('.', '/') is ["schema", var id, ..] ? id : reference.Split('.')[0];
            problems.Add(
                relationship.Line,
                tables.Any(t => t.IsCalled(table))
                    ? $"'{reference}' names no column of table {table}: correct it, or describe the column"
                    : $"'{reference}' names no table of this contract: expected one of {string.Join(", ", tables.Select(t => t.Name))}"
            );
        }
    }

    private IEnumerable<(Relationship Relationship, string Reference)> All() =>
        from table in tables
        from relationship in table.Relationships.Concat(table.Columns.SelectMany(c => c.Relationships))
        from reference in relationship.From.Concat(relationship.To)
        select (relationship, reference);
}
