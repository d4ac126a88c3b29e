using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Proving;

/// <summary>What a column can be turned into.</summary>
internal enum FaultKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>An integer.</summary>
    Whole,

    /// <summary>An exact number with a fraction.</summary>
    Exact,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A moment.</summary>
    Moment,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Anything else: it is nulled, and no more.</summary>
    Other,
}

/// <param name="Name">As it is.</param>
/// <param name="Type">DuckDB's own.</param>
/// <param name="IsKey">It names rows, of this table.</param>
/// <param name="PointsElsewhere">It names rows of another.</param>
internal sealed record FaultColumn(string Name, string Type, bool IsKey, bool PointsElsewhere)
{
    public FaultKind Kind => Type switch
    {
        "VARCHAR" => FaultKind.Text,
        "DATE" => FaultKind.Day,
        "BOOLEAN" => FaultKind.Flag,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" => FaultKind.Whole,
        _ when Type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => FaultKind.Moment,
        _ when Type.StartsWith("DECIMAL", StringComparison.Ordinal) && !Type.EndsWith(",0)", StringComparison.Ordinal) => FaultKind.Exact,
        _ when Type.StartsWith("DECIMAL", StringComparison.Ordinal) => FaultKind.Whole,
        _ => FaultKind.Other,
    };

    /// <summary>A figure, and no name of something.</summary>
    public bool IsMeasure => Kind is FaultKind.Exact or FaultKind.Whole && !IsKey && !PointsElsewhere;
}

/// <summary>A table that faults are planted in.</summary>
/// <param name="Dataset">Which.</param>
/// <param name="Columns">In their order.</param>
/// <param name="Key">What names a row; empty where nothing does.</param>
internal sealed partial record FaultTable(Dataset Dataset, IReadOnlyList<FaultColumn> Columns, IReadOnlyList<string> Key)
{
    /// <param name="table">As the catalog has it.</param>
    /// <param name="types">DuckDB's own types, by column.</param>
    public static FaultTable Of(TableInfo table, IReadOnlyDictionary<string, string> types) => new(
        table.Dataset,
        [.. table.Columns.Where(c => types.ContainsKey(c.Name)).Select(c => new FaultColumn(c.Name, types[c.Name], table.Key.Count == 1 && table.Key.Contains(c.Name, StringComparer.Ordinal), PointsTo(table, c.Name)))],
        table.Key);

    /// <summary>What a row of it is, in words: "a row of raw orders".</summary>
    public string Row => $"a row of {Dataset}";

    private static bool PointsTo(TableInfo table, string column) => !(table.Key.Count == 1 && table.Key.Contains(column, StringComparer.Ordinal)) && Pointer().IsMatch(column);

    [GeneratedRegex("(^|_)(id|key)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pointer();
}
