using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Pipeline.Mutations;

/// <summary>Finds the possible mutants of the tables and models, and samples from them. The same seed and data give the same sample.</summary>
/// <param name="read">Runs queries on the warehouse, to count the rows that can be mutated; returns null if it rejects one.</param>
/// <param name="dialect">SQL dialect of the warehouse.</param>
/// <param name="seed">Determines the sampled rows and mutants.</param>
internal sealed class MutantSampler(Func<string, CancellationToken, Task<Measurement?>> read, MutationDialect dialect, int seed)
{
    // Number of code columns that describe a row, in addition to its key.
    private const int MaxCodeColumns = 2;

    /// <summary>Finds all possible mutants.</summary>
    /// <param name="raw">The raw tables; source and lake have the same columns.</param>
    /// <param name="built">The models' tables.</param>
    /// <param name="models">The models to mutate.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<MutantPlan>> PossibleAsync(
        IReadOnlyList<TableInfo> raw,
        IReadOnlyList<TableInfo> built,
        IReadOnlyList<Model> models,
        CancellationToken cancellationToken
    )
    {
        var plans = new List<MutantPlan>();
        var columnsOf = built.ToDictionary(t => t.Dataset, t => MutationTable.Of(t));
        foreach (var layer in new[] { Layer.Source, Layer.Lake, Layer.Raw })
        {
            foreach (var table in raw)
                plans.AddRange(await OfTableAsync(table with { Dataset = table.Dataset with { Layer = layer } }, cancellationToken));
        }
        foreach (var table in built)
            plans.AddRange(await OfTableAsync(table, cancellationToken));
        plans.AddRange(models.SelectMany(m => PlanModelMutations(m, columnsOf.GetValueOrDefault(m.Dataset))));
        plans.AddRange(new MutantPairs([.. plans], Number).All());
        plans.Add(ManifestOfAnotherDate);
        return plans;
    }

    /// <summary>Samples <paramref name="count"/> mutants (null for all), alternating between classes and layers.</summary>
    public IReadOnlyList<MutantPlan> Sample(IReadOnlyList<MutantPlan> possible, int? count)
    {
        var shuffled = possible.OrderBy(p => Number(p.Mutant.Id, "order"));
        var sampled =
            count is not { } most || most >= possible.Count
                ? possible
                :
                [
                    .. shuffled
                        .GroupBy(p => (p.Mutant.Layer, p.Mutant.Class))
                        .SelectMany(g => g.Select((p, turn) => (Plan: p, Turn: turn)))
                        .OrderBy(p => p.Turn)
                        .ThenBy(p => Number(p.Plan.Mutant.Id, "turn"))
                        .Take(most)
                        .Select(p => p.Plan),
                ];
        return [.. sampled.OrderBy(p => p.Mutant.Id, StringComparer.Ordinal)];
    }

    // The file that lists the files of a date is that of the day before.
    private static MutantPlan ManifestOfAnotherDate { get; } =
        new(
            new Mutant
            {
                Id = "lake.manifest/manifest of another date",
                Class = "manifest of another date",
                Layer = Layer.Lake.NameOf(),
                Table = "manifest",
                Description = "the lake's manifest is that of the day before",
            },
            ""
        )
        {
            ReplacesManifest = true,
        };

    private async Task<IEnumerable<MutantPlan>> OfTableAsync(TableInfo info, CancellationToken cancellationToken)
    {
        var table = MutationTable.Of(info);
        if (table.Columns.Count == 0)
            return [];
        // Source and lake hold the same rows as raw, which the warehouse has.
        var relation = dialect.Sql.Table(info.Dataset.Layer < Layer.Raw ? info.Dataset with { Layer = Layer.Raw } : info.Dataset);
        var counts = table.Columns.Select((c, i) => $"COUNT(DISTINCT {dialect.Sql.Quote(c.Name)}) AS d{i}").Prepend("COUNT(*) AS n");
        var counted = await read($"SELECT {string.Join(", ", counts)} FROM {relation}", cancellationToken);
        if (counted is null || counted.Number(0) == 0)
            return [];
        var distinct = table
            .Columns.Select((c, i) => (c.Name, Count: (long)counted.Number(i + 1)))
            .ToDictionary(c => c.Name, c => c.Count, StringComparer.Ordinal);
        var scope = new MutationScope(table, dialect, distinct);
        var faults = AllMutations.Of(scope).ToList();
        var conditions = faults.Where(f => f.Where is not null).Select(f => f.Where!).Distinct(StringComparer.Ordinal).ToList();
        var rows = await CountAsync(relation, conditions, cancellationToken);
        // Lake files are changed by DuckDB, whatever the warehouse is.
        var files = info.Dataset.Layer == Layer.Lake ? AllMutations.Of(scope.In(MutationDialect.DuckDb)).ToDictionary(f => (f.Class, f.Column?.Name)) : [];
        return faults
            .Where(f => f.Where is null || rows[f.Where] > 0)
            .Select(f => Plan(scope, f, files.GetValueOrDefault((f.Class, f.Column?.Name)), f.Where is null ? 0 : rows[f.Where]));
    }

    // A condition that overflows for one row has no rows. The query does not say which condition it is, so it is halved.
    private async Task<Dictionary<string, long>> CountAsync(string relation, List<string> conditions, CancellationToken cancellationToken)
    {
        var columns = conditions.Select((c, i) => $"COUNT(CASE WHEN {c} THEN 1 END) AS c{i}").Prepend("COUNT(*) AS n");
        if (await read($"WITH t AS (SELECT * FROM {relation}) SELECT {string.Join(", ", columns)} FROM t", cancellationToken) is { } counts)
            return conditions.Select((c, i) => (c, Rows: (long)counts.Number(i + 1))).ToDictionary(c => c.c, c => c.Rows, StringComparer.Ordinal);
        if (conditions.Count <= 1)
            return conditions.ToDictionary(c => c, _ => 0L, StringComparer.Ordinal);
        var half = conditions.Count / 2;
        var first = await CountAsync(relation, [.. conditions.Take(half)], cancellationToken);
        return first.Concat(await CountAsync(relation, [.. conditions.Skip(half)], cancellationToken)).ToDictionary(StringComparer.Ordinal);
    }

    private MutantPlan Plan(MutationScope scope, DataMutation fault, DataMutation? inFile, long rows)
    {
        var table = scope.Table;
        var id =
            $"{table.Dataset.Layer.NameOf()}.{Identifier.Written(table.Dataset.Table)}"
            + $"{(fault.Column is { } c ? $".{Identifier.Written(c.Name)}" : "")}/{fault.Class}";
        var description = (fault.Column, fault.Where) switch
        {
            (null, null) => $"in {table.Dataset} {fault.Text}",
            (null, _) => $"{table.Row} {fault.Text}",
            ({ } column, null) => $"{column.Name} of {table.Dataset} {fault.Text}",
            ({ } column, _) => $"{column.Name} in {table.Row} {fault.Text}",
        };
        var nth = rows == 0 ? 0 : 1 + (long)(Number(id, "row") % (ulong)rows);
        var describing = table
            .Columns.Where(column => table.Key.Contains(column.Name, StringComparer.Ordinal))
            .Concat(table.Columns.Where(column => column.IsMoment).Take(1))
            .Concat(table.Columns.Where(column => scope.HasCodes(column) && scope.Distinct(column) > 1).Take(MaxCodeColumns))
            .Distinct()
            .ToList();
        return new MutantPlan(
            new Mutant
            {
                Id = id,
                Class = fault.Class,
                Layer = table.Dataset.Layer.NameOf(),
                Table = table.Dataset.Table,
                Column = fault.Column?.Name,
                Description = description,
                Row = fault.Where is null ? null : table.Row,
                IsEqualByValue = fault.IsEqualByValue,
            },
            SampleSql(scope, fault.Where, nth, fault.Select)
        )
        {
            AmountColumn = fault is { Columns: null, Column: { Kind: MutationColumnKind.Exact } amount } ? amount.Name : null,
            Table = fault.Columns is { } columns
                ? new TableInfo(table.Dataset, [.. columns.Select(c => new ColumnInfo(c.Name, c.Type, Nullable: true))], table.Key)
                : null,
            RowSelect =
                fault.Where is null || describing.Count == 0
                    ? null
                    : SampleSql(scope, fault.Where, nth, $"SELECT {string.Join(", ", describing.Select(scope.Name))} FROM v WHERE {scope.SampledRows}"),
            FileSelect = inFile is null ? null : SampleSql(scope.In(MutationDialect.DuckDb), inFile.Where, nth, inFile.Select),
        };
    }

    // Wraps the SELECT in the table t and in v, which flags the sampled row: the nth of those that can be mutated.
    internal static string SampleSql(MutationScope scope, string? where, long nth, string select)
    {
        var sampled = where is null
            ? "FALSE"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"COALESCE({where}, FALSE) AND ROW_NUMBER() OVER (PARTITION BY COALESCE({where}, FALSE) ORDER BY {scope.Order}) = {nth}"
            );
        return $"WITH t AS (SELECT * FROM {scope.Dialect.Sql.Table(scope.Table.Dataset)}), "
            + $"v AS (SELECT t.*, {sampled} AS {scope.SampledRows} FROM t)\n{select}";
    }

    private static IEnumerable<MutantPlan> PlanModelMutations(Model model, MutationTable? built) =>
        ModelMutants.Of(model, built).Select(m => new MutantPlan(m.Mutant, m.Sql) { IsModelMutation = true });

    private ulong Number(string id, string what) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{id}\n{what}"))));
}
