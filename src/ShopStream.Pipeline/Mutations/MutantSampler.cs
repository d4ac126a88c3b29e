using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Mutations;

/// <summary>Finds the possible mutants of the tables and models, and samples from them. The same seed and data give the same sample.</summary>
/// <param name="read">Runs queries on the warehouse, to count the rows that can be mutated.</param>
/// <param name="dialect">SQL dialect of the warehouse.</param>
/// <param name="seed">Determines the sampled rows and mutants.</param>
internal sealed class MutantSampler(Func<string, CancellationToken, Task<Measurement>> read, MutationDialect dialect, int seed)
{
    // Number of code columns that describe a row, in addition to its key.
    private const int MaxCodeColumns = 2;

    // The source is the reference, so only unknown codes and changed amounts can be detected there.
    private static readonly HashSet<string> SourceClasses = new(StringComparer.Ordinal)
    {
        "unknown code", "other case", "trailing blank", "one cent more", "one cent less", "a cent moved", "sign flipped", "× 100", "÷ 100", "rounded to whole units",
    };

    // A file can be truncated, misread, replaced or incomplete; single cells do not change.
    private static readonly HashSet<string> LakeClasses = new(StringComparer.Ordinal)
    {
        "row lost", "row twice", "file cut short", "encoding broken", "decimal comma", "columns swapped", "partition missing", "partition loaded again", "yesterday's file",
    };

    /// <summary>Finds all possible mutants.</summary>
    /// <param name="raw">The raw tables; source and lake have the same columns.</param>
    /// <param name="built">The models' tables.</param>
    /// <param name="models">The models to mutate.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<IReadOnlyList<MutantPlan>> PossibleAsync(IReadOnlyList<TableInfo> raw, IReadOnlyList<TableInfo> built, IReadOnlyList<Model> models, CancellationToken cancellationToken)
    {
        var plans = new List<MutantPlan>();
        var columnsOf = built.ToDictionary(t => t.Dataset, t => MutationTable.Of(t));
        foreach (var layer in new[] { Layer.Source, Layer.Lake, Layer.Raw })
        {
            foreach (var table in raw) plans.AddRange(await OfTableAsync(table with { Dataset = table.Dataset with { Layer = layer } }, cancellationToken));
        }
        foreach (var table in built) plans.AddRange(await OfTableAsync(table, cancellationToken));
        plans.AddRange(models.SelectMany(m => PlanModelMutations(m, columnsOf.GetValueOrDefault(m.Dataset))));
        return plans;
    }

    /// <summary>Samples <paramref name="count"/> mutants (null for all), alternating between classes and layers.</summary>
    public IReadOnlyList<MutantPlan> Sample(IReadOnlyList<MutantPlan> possible, int? count)
    {
        var shuffled = possible.OrderBy(p => Number(p.Mutant.Id, "order"));
        var sampled = count is not { } most || most >= possible.Count
            ? possible
            : [.. shuffled.GroupBy(p => (p.Mutant.Layer, p.Mutant.Class)).SelectMany(g => g.Select((p, turn) => (Plan: p, Turn: turn))).OrderBy(p => p.Turn).ThenBy(p => Number(p.Plan.Mutant.Id, "turn")).Take(most).Select(p => p.Plan)];
        return [.. sampled.OrderBy(p => p.Mutant.Id, StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<MutantPlan>> OfTableAsync(TableInfo info, CancellationToken cancellationToken)
    {
        var table = MutationTable.Of(info);
        if (table.Columns.Count == 0) return [];
        // Source and lake hold the same rows as raw, which the warehouse has.
        var relation = dialect.Sql.Table(info.Dataset.Layer < Layer.Raw ? info.Dataset with { Layer = Layer.Raw } : info.Dataset);
        var counted = await read($"SELECT {string.Join(", ", table.Columns.Select((c, i) => $"COUNT(DISTINCT {dialect.Sql.Quote(c.Name)}) AS d{i}").Prepend("COUNT(*) AS n"))} FROM {relation}", cancellationToken);
        if (counted.Number(0) == 0) return [];
        var distinct = table.Columns.Select((c, i) => (c.Name, Count: (long)counted.Number(i + 1))).ToDictionary(c => c.Name, c => c.Count, StringComparer.Ordinal);
        var faults = new DataMutations(table, dialect).All(distinct).Where(f => IsOf(info.Dataset.Layer, f, distinct)).ToList();
        var conditions = faults.Where(f => f.Where is not null).Select(f => f.Where!).Distinct(StringComparer.Ordinal).ToList();
        var counts = await read($"WITH t AS (SELECT * FROM {relation}) SELECT {string.Join(", ", conditions.Select((c, i) => $"COUNT(CASE WHEN {c} THEN 1 END) AS c{i}").Prepend("COUNT(*) AS n"))} FROM t", cancellationToken);
        var rows = conditions.Select((c, i) => (c, Rows: (long)counts.Number(i + 1))).ToDictionary(c => c.c, c => c.Rows, StringComparer.Ordinal);
        // Lake files are changed by DuckDB, whatever the warehouse is.
        var files = info.Dataset.Layer == Layer.Lake ? new DataMutations(table, MutationDialect.DuckDb).All(distinct).ToDictionary(f => (f.Class, f.Column?.Name)) : [];
        var codes = table.Columns.Where(c => c.Kind == MutationColumnKind.Text && distinct[c.Name] is > 1 and <= DataMutations.FewValues).Take(MaxCodeColumns).ToList();
        return faults.Where(f => f.Where is null || rows[f.Where] > 0).Select(f => Plan(table, f, files.GetValueOrDefault((f.Class, f.Column?.Name)), f.Where is null ? 0 : rows[f.Where], codes));
    }

    private static bool IsOf(Layer layer, DataMutation fault, Dictionary<string, long> distinct) => layer switch
    {
        Layer.Source => SourceClasses.Contains(fault.Class) && (fault.Column is not { Kind: MutationColumnKind.Text } text || distinct[text.Name] is > 0 and <= DataMutations.FewValues),
        Layer.Lake => LakeClasses.Contains(fault.Class),
        _ => true,
    };

    private MutantPlan Plan(MutationTable table, DataMutation fault, DataMutation? inFile, long rows, IReadOnlyList<MutationColumn> codes)
    {
        var id = $"{table.Dataset.Layer.NameOf()}.{table.Dataset.Table}{(fault.Column is { } c ? $".{c.Name}" : "")}/{fault.Class}";
        var description = (fault.Column, fault.Where) switch
        {
            (null, null) => $"in {table.Dataset} {fault.Text}",
            (null, _) => $"{table.Row} {fault.Text}",
            ({ } column, null) => $"{column.Name} of {table.Dataset} {fault.Text}",
            ({ } column, _) => $"{column.Name} in {table.Row} {fault.Text}",
        };
        var nth = rows == 0 ? 0 : 1 + (long)(Number(id, "row") % (ulong)rows);
        var describing = table.Columns.Where(column => table.Key.Contains(column.Name, StringComparer.Ordinal))
            .Concat(table.Columns.Where(column => column.Kind is MutationColumnKind.Day or MutationColumnKind.Moment).Take(1)).Concat(codes).Distinct();
        return new MutantPlan(
            new Mutant
            {
                Id = id, Class = fault.Class, Layer = table.Dataset.Layer.NameOf(), Table = table.Dataset.Table, Column = fault.Column?.Name, Description = description, Row = fault.Where is null ? null : table.Row,
            },
            SampleSql(table, dialect, fault.Where, nth, fault.Select))
        {
            AmountColumn = fault.Column is { Kind: MutationColumnKind.Exact } amount ? amount.Name : null,
            RowSelect = fault.Where is null ? null : SampleSql(table, dialect, fault.Where, nth, $"SELECT {string.Join(", ", describing.Select(column => dialect.Sql.Quote(column.Name)))} FROM v WHERE {new DataMutations(table, dialect).SampledRows}"),
            FileSelect = inFile is null ? null : SampleSql(table, MutationDialect.DuckDb, inFile.Where, nth, inFile.Select),
        };
    }

    // Wraps the SELECT in the table t and in v, which flags the sampled row: the nth of those that can be mutated.
    internal static string SampleSql(MutationTable table, MutationDialect dialect, string? where, long nth, string select)
    {
        var order = string.Join(", ", table.Order.Select(dialect.Sql.Quote));
        var sampled = where is null ? "FALSE" : string.Create(CultureInfo.InvariantCulture, $"COALESCE({where}, FALSE) AND ROW_NUMBER() OVER (PARTITION BY COALESCE({where}, FALSE) ORDER BY {order}) = {nth}");
        return $"WITH t AS (SELECT * FROM {dialect.Sql.Table(table.Dataset)}), v AS (SELECT t.*, {sampled} AS {new DataMutations(table, dialect).SampledRows} FROM t)\n{select}";
    }

    private static IEnumerable<MutantPlan> PlanModelMutations(Model model, MutationTable? built) => ModelMutations.Of(model, built).Select((mutant, i) => new MutantPlan(
        new Mutant
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{model.Layer.NameOf()}.{model.Name}/model: {mutant.Class} {i + 1}"),
            Class = $"model: {mutant.Class}", Layer = model.Layer.NameOf(), Table = model.Name, Description = $"the model {model.Name} {mutant.Text}",
        },
        mutant.Sql) { IsModelMutation = true });

    private ulong Number(string id, string what) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{id}\n{what}"))));
}
