using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Reading;

/// <summary>Reads the tables of a contract.</summary>
/// <param name="problems">Receives the errors.</param>
/// <param name="hasEnum">Whether the version has enum (v3.2.0).</param>
internal sealed class TableReader(ContractProblems problems, bool hasEnum)
{
    private static readonly string[] PersonalTags = ["pii", "personal", "gdpr", "sensitive"];
    private readonly RuleReader rules = new(problems);

    /// <summary>The tables, in file order.</summary>
    public IReadOnlyList<ContractTable> Read(Fields contract) => [.. contract.List("schema").Select(Table)];

    private ContractTable Table(Fields table)
    {
        table.Only("a table", Standard.Table);
        var name = table.Required("name", "a table");
        var columns = table.List("properties").Select((c, i) => Column(c, i + 1)).ToList();
        foreach (var twice in columns.GroupBy(c => c.PhysicalName, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(twice.Last().Line, $"column {twice.Key} of table {name} stands twice, first in line {twice.First().Line}: keep one");
        return new ContractTable(
            table.Text("id"),
            name,
            Named(table, "physicalName") ?? name,
            table.List("customProperties").Where(p => p.Text("property") is "layer").Select(Layer).FirstOrDefault(),
            columns,
            Relationships(table),
            rules.Read(table),
            table.Line
        );
    }

    private string? Layer(Fields property)
    {
        var layer = property.Text("value");
        try
        {
            return Layers.Parse(layer ?? "").NameOf();
        }
        catch (FormatException e)
        {
            problems.Add(property.LineOf("value"), e.Message);
            return null;
        }
    }

    private ContractColumn Column(Fields column, int position)
    {
        column.Only("a column", Standard.Column);
        var name = column.Required("name", "a column");
        var type = column.Text("logicalType");
        var tags = column.Texts("tags").OfType<string>();
        return new ContractColumn(
            column.Text("id"),
            name,
            Named(column, "physicalName") ?? name,
            type,
            column.Text("physicalType"),
            column.Flag("primaryKey") ? column.Whole("primaryKeyPosition") ?? position : null,
            column.Flag("required"),
            column.Flag("unique"),
            tags.Intersect(PersonalTags, StringComparer.OrdinalIgnoreCase).Any(),
            Options(column, type),
            Relationships(column),
            rules.Read(column),
            column.Line
        );
    }

    // A name with its schema, such as public.orders: the layer says where the table is.
    private static string? Named(Fields element, string field) =>
        element.Text(field) is { } text && Identifier.IsPlain(text[(text.LastIndexOf('.') + 1)..]) ? text[(text.LastIndexOf('.') + 1)..] : element.Text(field);

    private List<TypeOption> Options(Fields column, string? type)
    {
        if (column.Mapping("logicalTypeOptions") is not { } options)
            return [];
        if (Standard.Options(type, hasEnum) is not { } known)
        {
            problems.Add(
                column.LineOf("logicalTypeOptions"),
                $"a {type ?? "column without a logical type"} has no options: "
                    + "expected logicalType string, integer, number, date, timestamp, time, object or array"
            );
            return [];
        }
        foreach (var unknown in options.Names.Except(known, StringComparer.Ordinal))
            problems.Add(
                options.LineOf(unknown),
                $"'{unknown}' is not an option of logicalType {type}{Nearest.Hint(unknown, known)}: expected {string.Join(", ", known)}"
                    + (unknown is "enum" ? "; before v3.2.0, a quality rule with metric invalidValues lists the valid values" : "")
            );
        return
        [
            .. options.Names.Intersect(known, StringComparer.Ordinal).Select(n => new TypeOption(n, [.. options.Texts(n).OfType<string>()], options.LineOf(n))),
        ];
    }

    private static List<Relationship> Relationships(Fields element) =>
        [
            .. element
                .List("relationships")
                .Select(r => r.Only("a relationship", Standard.Relationship))
                .Select(r => new Relationship([.. r.Texts("from").OfType<string>()], [.. r.Texts("to").OfType<string>()], r.Line)),
        ];
}
