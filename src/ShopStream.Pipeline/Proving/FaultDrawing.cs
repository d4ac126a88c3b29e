using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;

namespace ShopStream.Pipeline.Proving;

/// <summary>Which faults there could be in the tables and models at hand, and which of them are drawn. The same seed and data give the same.</summary>
/// <param name="ground">Answers how often each could be planted.</param>
/// <param name="seed">Chooses rows, and faults where not all are wanted.</param>
internal sealed class FaultDrawing(DuckGround ground, int seed)
{
    // What the source itself says is true by definition; only what contradicts another value of it, or a rule, can be noticed there.
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
    /// <param name="tables">Of all layers.</param>
    /// <param name="models">Those that are mutated.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<FaultPlan>> PossibleAsync(IEnumerable<TableInfo> tables, IEnumerable<Model> models, CancellationToken cancellation)
    {
        var plans = new List<FaultPlan>();
        foreach (var table in tables) plans.AddRange(await OfTableAsync(table, cancellation));
        plans.AddRange(models.SelectMany(Mutants));
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
        var relation = ModelNames.Of(info.Dataset);
        var types = (await ground.ReadAsync($"DESCRIBE {relation}", cancellation)).Rows.ToDictionary(r => r[0]!, r => r[1]!, StringComparer.Ordinal);
        var table = FaultTable.Of(info, types);
        if (table.Columns.Count == 0) return [];
        var counted = await ground.ReadAsync($"SELECT {string.Join(", ", table.Columns.Select(c => $"COUNT(DISTINCT {Sql.Quote(c.Name)})").Prepend("COUNT(*)"))} FROM {relation}", cancellation);
        if (counted.Number(0) == 0) return [];
        var distinct = table.Columns.Select((c, i) => (c.Name, Count: (long)counted.Number(i + 1))).ToDictionary(c => c.Name, c => c.Count, StringComparer.Ordinal);
        var faults = DataFaults.Of(table, distinct).Where(f => IsOf(info.Dataset.Layer, f)).ToList();
        var conditions = faults.Where(f => f.Where is not null).Select(f => f.Where!).Distinct(StringComparer.Ordinal).ToList();
        var counts = await ground.ReadAsync($"WITH t AS (SELECT * FROM {relation}) SELECT {string.Join(", ", conditions.Select(c => $"COUNT(*) FILTER (WHERE {c})").Prepend("COUNT(*)"))} FROM t", cancellation);
        var rows = conditions.Select((c, i) => (c, Rows: (long)counts.Number(i + 1))).ToDictionary(c => c.c, c => c.Rows, StringComparer.Ordinal);
        return faults.Where(f => f.Where is null || rows[f.Where] > 0).Select(f => Plan(table, f, f.Where is null ? 0 : rows[f.Where]));
    }

    private static bool IsOf(Layer layer, DataFault fault) => layer switch
    {
        Layer.Source => OfSource.Contains(fault.Class),
        Layer.Lake => OfLake.Contains(fault.Class),
        _ => true,
    };

    private FaultPlan Plan(FaultTable table, DataFault fault, long rows)
    {
        var id = $"{table.Dataset.Layer.Word()}.{table.Dataset.Table}{(fault.Column is { } c ? $".{c.Name}" : "")}/{fault.Class}";
        var order = string.Join(", ", (table.Key.Count > 0 ? table.Key : [.. table.Columns.Select(column => column.Name)]).Select(Sql.Quote));
        var drawn = fault.Where is null
            ? "FALSE"
            : string.Create(CultureInfo.InvariantCulture, $"({fault.Where}) IS TRUE AND ROW_NUMBER() OVER (PARTITION BY ({fault.Where}) IS TRUE ORDER BY {order}) = {1 + (long)(Number(id, "row") % (ulong)rows)}");
        var words = (fault.Column, fault.Where) switch
        {
            (null, null) => $"in {table.Dataset} {fault.Words}",
            (null, _) => $"{table.Row} {fault.Words}",
            ({ } column, null) => $"{column.Name} of {table.Dataset} {fault.Words}",
            ({ } column, _) => $"{column.Name} in {table.Row} {fault.Words}",
        };
        var described = new Fault { Id = id, Class = fault.Class, Layer = table.Dataset.Layer.Word(), Table = table.Dataset.Table, Column = fault.Column?.Name, Description = words };
        return new FaultPlan(described, $"WITH t AS (SELECT * FROM {ModelNames.Of(table.Dataset)}), v AS (SELECT *, {drawn} AS \"~v\" FROM t)\n{fault.Select}", fault.Column is { Kind: FaultKind.Exact } amount ? amount.Name : null);
    }

    private static IEnumerable<FaultPlan> Mutants(Model model) => ModelMutants.Of(model).Select((mutant, i) => new FaultPlan(
        new Fault
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{model.Layer.Word()}.{model.Name}/model: {mutant.Class} {i + 1}"),
            Class = $"model: {mutant.Class}", Layer = model.Layer.Word(), Table = model.Name, Description = $"the model {model.Name} {mutant.Words}",
        },
        mutant.Sql, null) { IsMutant = true });

    private ulong Number(string id, string what) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{id}\n{what}"))));
}
