using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>Reads rows of the last run for an example, and finds those upstream that may belong to a row.</summary>
/// <param name="data">The last run.</param>
internal sealed class RealRows(RunData data)
{
    /// <summary>The most rows of one table that an example begins with, before those that do not matter are left out.</summary>
    public const int Most = 500;

    private const int MostValues = 200;

    private IStore Warehouse => data.Stores[StoreId.Warehouse];

    /// <summary>A table of the warehouse.</summary>
    /// <exception cref="UsageException">It is not there.</exception>
    public TableInfo Find(Dataset dataset) =>
        data.Catalog.Find(dataset) ?? throw new UsageException($"the warehouse has no {dataset}: run the pipeline first ('shopstream run')");

    /// <summary>Reads rows of a table, one more than <see cref="Most"/> at most.</summary>
    /// <exception cref="InfrastructureException">The warehouse did not answer.</exception>
    public async Task<DraftTable> ReadAsync(Dataset dataset, IEnumerable<Condition> only, CancellationToken cancellationToken)
    {
        var columns = Find(dataset).Columns.Select(c => c.Name).ToList();
        var sql = $"{new TableRows(new Relation(dataset, only), columns).ToSql(Warehouse.Sql)}\nLIMIT {Most + 1}";
        var found = await Warehouse.MeasureAsync(new PlannedQuery(StoreId.Warehouse, sql, []), cancellationToken);
        return found.Missing is { } missing
            ? throw new InfrastructureException($"the rows of {dataset} cannot be read: {missing.Reason}")
            : new DraftTable(dataset, columns, found.Rows);
    }

    /// <summary>
    /// Rows of an upstream table that may belong to a row, the best guess first: those with its values in columns of the same name, in columns of the
    /// same type, those that other upstream rows refer to, and all if they are few.
    /// </summary>
    /// <param name="dataset">The upstream table.</param>
    /// <param name="row">The columns that name the row, with their types and values.</param>
    /// <param name="others">Rows of other upstream tables that were chosen before.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<DraftTable>> CandidatesAsync(
        Dataset dataset,
        IReadOnlyList<(ColumnInfo Column, string Value)> row,
        IReadOnlyList<DraftTable> others,
        CancellationToken cancellationToken
    )
    {
        var table = Find(dataset);
        var candidates = new List<DraftTable>();
        foreach (var conditions in Conditions(table, row, others))
        {
            if (await ReadAsync(dataset, conditions, cancellationToken) is { Rows.Count: > 0 and <= Most } found)
                candidates.Add(found);
        }
        candidates.Add(new DraftTable(dataset, [.. table.Columns.Select(c => c.Name)], []));
        return candidates;
    }

    private static IEnumerable<IReadOnlyList<Condition>> Conditions(
        TableInfo table,
        IReadOnlyList<(ColumnInfo Column, string Value)> row,
        IReadOnlyList<DraftTable> others
    )
    {
        var named = row.Where(r => table.Has(r.Column.Name)).Select(r => Equal(r.Column.Name, r.Value)).ToList();
        if (named.Count > 0)
            yield return named;
        foreach (var (column, value) in row)
        {
            foreach (var alike in table.Columns.Where(c => !string.Equals(c.Name, column.Name, StringComparison.Ordinal) && IsAlike(table, c, column)))
                yield return [Equal(alike.Name, value)];
        }
        foreach (var other in others.Where(o => o.Rows.Count > 0))
        {
            foreach (var shared in other.Columns.Where(table.Has))
            {
                var at = other.Columns.ToList().IndexOf(shared);
                var values = other.Rows.Select(r => r[at]).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
                if (values.Count is > 0 and <= MostValues)
                    yield return [new IsOneOf(shared, values)];
            }
        }
        yield return [];
    }

    // Of numbers the key alone: a quantity of 5 says nothing about customer 5.
    private static bool IsAlike(TableInfo table, ColumnInfo one, ColumnInfo other)
    {
        var (a, b) = (ColumnType.Parse(one.Type), ColumnType.Parse(other.Type));
        return a.Kind == ValueKind.Exact
            ? b.Kind == ValueKind.Exact && table.Key is [var key] && string.Equals(key, one.Name, StringComparison.Ordinal)
            : a.Kind is ValueKind.Moment or ValueKind.Text && string.Equals(a.Word, b.Word, StringComparison.Ordinal);
    }

    private static Compares Equal(string column, string value) => new(column, Comparison.Equal, value);
}
