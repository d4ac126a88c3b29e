using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Profiling;

/// <summary>Kind of column, which determines the metrics to measure.</summary>
internal enum ColumnKind
{
    /// <summary>Text: varchar, char, text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>An exact decimal.</summary>
    Exact,

    /// <summary>A floating-point number, whose sums are not exact.</summary>
    Float,

    /// <summary>A date, timestamp or uuid, whose distinct values can be counted.</summary>
    Countable,

    /// <summary>Booleans, JSON and other types.</summary>
    Other,
}

/// <summary>Traits of a column, derived from its name and type.</summary>
/// <param name="Name">Name in the catalog.</param>
/// <param name="Kind">Kind of its type.</param>
/// <param name="Scale">Decimal places of an exact number; 0 for whole numbers and types without a scale.</param>
/// <param name="LooksPersonal">Whether its values must not be shown.</param>
/// <param name="LooksLikeKey">Whether its name suggests a key or a reference.</param>
internal sealed record ColumnTraits(string Name, ColumnKind Kind, int Scale, bool LooksPersonal, bool LooksLikeKey)
{
    public bool IsNumber => Kind is ColumnKind.Whole or ColumnKind.Exact or ColumnKind.Float;

    /// <summary>Whether it has numbers that can be added and compared, unlike ids.</summary>
    public bool IsAmount => IsNumber && !LooksLikeKey;

    public bool IsMoney => Kind == ColumnKind.Exact && Scale == 2 && !LooksLikeKey;

    /// <summary>Traits of the columns that can be named in a sentence.</summary>
    public static IReadOnlyList<ColumnTraits> Of(TableInfo table, PersonalColumns? personal = null) =>
        [.. table.Columns.Where(c => Identifier.Fault(c.Name) is null).Select(c => Of(table, c, personal ?? PersonalColumns.Default))];

    private static ColumnTraits Of(TableInfo table, ColumnInfo column, PersonalColumns personal)
    {
        var type = ColumnType.Parse(column.Type);
        var kind = type switch
        {
            { IsText: true } => ColumnKind.Text,
            { IsInteger: true } => ColumnKind.Whole,
            { IsDecimal: true } => ColumnKind.Exact,
            { Kind: ValueKind.Float } => ColumnKind.Float,
            { Word: "date" or "timestamp" or "timestamptz" or "uuid" } => ColumnKind.Countable,
            _ => ColumnKind.Other,
        };
        var inKey = table.Key.Contains(column.Name, StringComparer.Ordinal);
        return new ColumnTraits(
            column.Name,
            kind,
            type.IsDecimal ? type.Scale ?? 0 : 0,
            personal.Has(table.Dataset.Table, column.Name),
            (inKey && table.Key.Count == 1) || KeyNames.LooksLikeKey(column.Name)
        );
    }
}
