using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;

namespace ShopStream.Pipeline.Proving;

/// <summary>Which faults there could be in the tables and models at hand, and which of them are drawn. The same seed and data give the same.</summary>
/// <param name="read">Answers how often each could be planted.</param>
/// <param name="dialect">Of what answers, and of the SQL that plants them.</param>
/// <param name="seed">Chooses rows, and faults where not all are wanted.</param>
internal sealed class FaultDrawing(Func<string, CancellationToken, Task<Answer>> read, FaultDialect dialect, int seed)
{
    // What tells a reader which row is meant, besides its key.
    private const int MostCodes = 2;

    // What the source itself says is true by definition; only codes that nobody knows, and amounts, can contradict something else there.
    private static readonly HashSet<string> OfSource = new(StringComparer.Ordinal)
    {
        "unknown code", "other case", "trailing blank", "one cent more", "one cent less", "a cent moved", "sign flipped", "× 100", "÷ 100", "rounded to whole units",
    };

    // A file is cut, misread, mistaken for another, or lacks lines; single cells do not change in it.
    private static readonly HashSet<string> OfLake = new(StringComparer.Ordinal)
    {
        "row lost", "row twice", "file cut short", "encoding broken", "decimal comma", "columns swapped", "partition missing", "partition loaded again", "yesterday's file",
    };

    /// <summary>All that there could be.</summary>
    /// <param name="raw">The loaded tables; source and lake have the same.</param>
    /// <param name="built">The models' tables.</param>
    /// <param name="models">Those that are mutated.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public async Task<IReadOnlyList<FaultPlan>> PossibleAsync(IReadOnlyList<TableInfo> raw, IReadOnlyList<TableInfo> built, IReadOnlyList<Model> models, CancellationToken cancellation)
    {
        var plans = new List<FaultPlan>();
        var columnsOf = built.ToDictionary(t => t.Dataset, t => FaultTable.Of(t));
        foreach (var layer in new[] { Layer.Source, Layer.Lake, Layer.Raw })
        {
            foreach (var table in raw) plans.AddRange(await OfTableAsync(table with { Dataset = table.Dataset with { Layer = layer } }, cancellation));
        }
        foreach (var table in built) plans.AddRange(await OfTableAsync(table, cancellation));
        plans.AddRange(models.SelectMany(m => Mutants(m, columnsOf.GetValueOrDefault(m.Dataset))));
        return plans;
    }

    /// <summary>So many of them, every class and layer by turns.</summary>
    public IReadOnlyList<FaultPlan> Draw(IReadOnlyList<FaultPlan> possible, int? count)
    {
        var shuffled = possible.OrderBy(p => Number(p.Fault.Id, "order"));
        var drawn = count is not { } most || most >= possible.Count
            ? possible
            : [.. shuffled.GroupBy(p => (p.Fault.Layer, p.Fault.Class)).SelectMany(g => g.Select((p, turn) => (Plan: p, Turn: turn))).OrderBy(p => p.Turn).ThenBy(p => Number(p.Plan.Fault.Id, "turn")).Take(most).Select(p => p.Plan)];
        return [.. drawn.OrderBy(p => p.Fault.Id, StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<FaultPlan>> OfTableAsync(TableInfo info, CancellationToken cancellation)
    {
        var table = FaultTable.Of(info);
        if (table.Columns.Count == 0) return [];
        // Source and lake are as raw, which is there to be asked.
        var relation = dialect.Sql.Table(info.Dataset.Layer < Layer.Raw ? info.Dataset with { Layer = Layer.Raw } : info.Dataset);
        var counted = await read($"SELECT {string.Join(", ", table.Columns.Select((c, i) => $"COUNT(DISTINCT {dialect.Sql.Quote(c.Name)}) AS d{i}").Prepend("COUNT(*) AS n"))} FROM {relation}", cancellation);
        if (counted.Number(0) == 0) return [];
        var distinct = table.Columns.Select((c, i) => (c.Name, Count: (long)counted.Number(i + 1))).ToDictionary(c => c.Name, c => c.Count, StringComparer.Ordinal);
        var faults = new DataFaults(table, dialect).All(distinct).Where(f => IsOf(info.Dataset.Layer, f, distinct)).ToList();
        var conditions = faults.Where(f => f.Where is not null).Select(f => f.Where!).Distinct(StringComparer.Ordinal).ToList();
        var counts = await read($"WITH t AS (SELECT * FROM {relation}) SELECT {string.Join(", ", conditions.Select((c, i) => $"COUNT(CASE WHEN {c} THEN 1 END) AS c{i}").Prepend("COUNT(*) AS n"))} FROM t", cancellation);
        var rows = conditions.Select((c, i) => (c, Rows: (long)counts.Number(i + 1))).ToDictionary(c => c.c, c => c.Rows, StringComparer.Ordinal);
        // In a file of the lake it is DuckDB that changes it, whatever the warehouse is.
        var files = info.Dataset.Layer == Layer.Lake ? new DataFaults(table, FaultDialect.DuckDb).All(distinct).ToDictionary(f => (f.Class, f.Column?.Name)) : [];
        var codes = table.Columns.Where(c => c.Kind == FaultKind.Text && distinct[c.Name] is > 1 and <= DataFaults.FewValues).Take(MostCodes).ToList();
        return faults.Where(f => f.Where is null || rows[f.Where] > 0).Select(f => Plan(table, f, files.GetValueOrDefault((f.Class, f.Column?.Name)), f.Where is null ? 0 : rows[f.Where], codes));
    }

    private static bool IsOf(Layer layer, DataFault fault, Dictionary<string, long> distinct) => layer switch
    {
        Layer.Source => OfSource.Contains(fault.Class) && (fault.Column is not { Kind: FaultKind.Text } text || distinct[text.Name] is > 0 and <= DataFaults.FewValues),
        Layer.Lake => OfLake.Contains(fault.Class),
        _ => true,
    };

    private FaultPlan Plan(FaultTable table, DataFault fault, DataFault? inFile, long rows, IReadOnlyList<FaultColumn> codes)
    {
        var id = $"{table.Dataset.Layer.Word()}.{table.Dataset.Table}{(fault.Column is { } c ? $".{c.Name}" : "")}/{fault.Class}";
        var words = (fault.Column, fault.Where) switch
        {
            (null, null) => $"in {table.Dataset} {fault.Words}",
            (null, _) => $"{table.Row} {fault.Words}",
            ({ } column, null) => $"{column.Name} of {table.Dataset} {fault.Words}",
            ({ } column, _) => $"{column.Name} in {table.Row} {fault.Words}",
        };
        var nth = rows == 0 ? 0 : 1 + (long)(Number(id, "row") % (ulong)rows);
        var telling = table.Columns.Where(column => table.Key.Contains(column.Name, StringComparer.Ordinal))
            .Concat(table.Columns.Where(column => column.Kind is FaultKind.Day or FaultKind.Moment).Take(1)).Concat(codes).Distinct();
        return new FaultPlan(
            new Fault
            {
                Id = id, Class = fault.Class, Layer = table.Dataset.Layer.Word(), Table = table.Dataset.Table, Column = fault.Column?.Name, Description = words, Row = fault.Where is null ? null : table.Row,
            },
            Over(table, dialect, fault.Where, nth, fault.Select))
        {
            AmountColumn = fault.Column is { Kind: FaultKind.Exact } amount ? amount.Name : null,
            RowSelect = fault.Where is null ? null : Over(table, dialect, fault.Where, nth, $"SELECT {string.Join(", ", telling.Select(column => dialect.Sql.Quote(column.Name)))} FROM v WHERE {new DataFaults(table, dialect).Drawn}"),
            FileSelect = inFile is null ? null : Over(table, FaultDialect.DuckDb, inFile.Where, nth, inFile.Select),
        };
    }

    // The table t, and v with the flag of the row that was drawn: the nth of those that the fault can be planted in.
    internal static string Over(FaultTable table, FaultDialect dialect, string? where, long nth, string select)
    {
        var order = string.Join(", ", table.Order.Select(dialect.Sql.Quote));
        var drawn = where is null ? "FALSE" : string.Create(CultureInfo.InvariantCulture, $"COALESCE({where}, FALSE) AND ROW_NUMBER() OVER (PARTITION BY COALESCE({where}, FALSE) ORDER BY {order}) = {nth}");
        return $"WITH t AS (SELECT * FROM {dialect.Sql.Table(table.Dataset)}), v AS (SELECT t.*, {drawn} AS {new DataFaults(table, dialect).Drawn} FROM t)\n{select}";
    }

    private static IEnumerable<FaultPlan> Mutants(Model model, FaultTable? built) => ModelMutants.Of(model, built).Select((mutant, i) => new FaultPlan(
        new Fault
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{model.Layer.Word()}.{model.Name}/model: {mutant.Class} {i + 1}"),
            Class = $"model: {mutant.Class}", Layer = model.Layer.Word(), Table = model.Name, Description = $"the model {model.Name} {mutant.Words}",
        },
        mutant.Sql) { IsMutant = true });

    private ulong Number(string id, string what) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{id}\n{what}"))));
}
