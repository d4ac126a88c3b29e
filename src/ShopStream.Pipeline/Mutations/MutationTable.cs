using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations;

/// <summary>What a column can be turned into.</summary>
internal enum MutationColumnKind
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

/// <param name="Name">The name in the catalog.</param>
/// <param name="Type">A portable word, such as decimal(10,2).</param>
/// <param name="IsKey">It alone names a row.</param>
/// <param name="PointsElsewhere">It names a row of another table.</param>
internal sealed partial record MutationColumn(string Name, string Type, bool IsKey, bool PointsElsewhere)
{
    public MutationColumnKind Kind => Word().Match(Type) is var match && match.Groups["word"].Value.ToLowerInvariant() is var word ? word switch
    {
        "text" or "varchar" or "char" => MutationColumnKind.Text,
        "date" => MutationColumnKind.Day,
        "boolean" or "bool" => MutationColumnKind.Flag,
        "tinyint" or "smallint" or "int" or "integer" or "bigint" or "hugeint" => MutationColumnKind.Whole,
        "timestamp" or "timestamptz" => MutationColumnKind.Moment,
        "decimal" or "numeric" => match.Groups["scale"] is { Success: true, Value: "0" } ? MutationColumnKind.Whole : MutationColumnKind.Exact,
        _ => MutationColumnKind.Other,
    } : MutationColumnKind.Other;

    /// <summary>Its decimals; 0 where it has none or does not say.</summary>
    public int Scale => Word().Match(Type).Groups["scale"] is { Success: true } scale ? int.Parse(scale.Value, CultureInfo.InvariantCulture) : 0;

    /// <summary>A figure, and no name of something.</summary>
    public bool IsMeasure => Kind is MutationColumnKind.Exact or MutationColumnKind.Whole && !IsKey && !PointsElsewhere;

    [GeneratedRegex(@"^(?<word>[A-Za-z]+)\s*(\(\s*\d+\s*(,\s*(?<scale>\d+)\s*)?\))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}

/// <summary>A table that faults are planted in.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Columns">All of them, in their order.</param>
/// <param name="Key">What names a row; empty where nothing does.</param>
internal sealed partial record MutationTable(Dataset Dataset, IReadOnlyList<MutationColumn> Columns, IReadOnlyList<string> Key)
{
    /// <summary>As the catalog has it.</summary>
    public static MutationTable Of(TableInfo table) => new(table.Dataset, [.. table.Columns.Select(c => new MutationColumn(c.Name, c.Type, IsKey(table, c.Name), PointsTo(table, c.Name)))], table.Key);

    /// <summary>What a row of it is, in words: "a row of raw orders".</summary>
    public string Row => $"a row of {Dataset}";

    /// <summary>What orders its rows alike every time.</summary>
    public IReadOnlyList<string> Order => Key.Count > 0 ? Key : [.. Columns.Select(c => c.Name)];

    private static bool IsKey(TableInfo table, string column) => table.Key.Count == 1 && table.Key.Contains(column, StringComparer.Ordinal);

    private static bool PointsTo(TableInfo table, string column) => !IsKey(table, column) && Pointer().IsMatch(column);

    [GeneratedRegex("(^|_)(id|key)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pointer();
}
