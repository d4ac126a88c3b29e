using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Profiling;

/// <summary>What can be asked of a column.</summary>
internal enum ColumnKind
{
    /// <summary>varchar, char, text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>decimal.</summary>
    Exact,

    /// <summary>A number whose sums are not exact.</summary>
    Float,

    /// <summary>A day or a point in time, a uuid: values that can be counted.</summary>
    Countable,

    /// <summary>Booleans, JSON and what else there may be.</summary>
    Other,
}

/// <summary>What a column's name and type tell of it.</summary>
/// <param name="Name">The name in the catalog.</param>
/// <param name="Kind">By its type.</param>
/// <param name="Scale">Decimals of an exact number; 0 for a whole one and where the type does not say.</param>
/// <param name="LooksPersonal">Its values are not to be shown.</param>
/// <param name="LooksLikeKey">By its name it may name a row or point to one.</param>
internal sealed partial record ColumnTraits(string Name, ColumnKind Kind, int Scale, bool LooksPersonal, bool LooksLikeKey)
{
    public bool IsNumber => Kind is ColumnKind.Whole or ColumnKind.Exact or ColumnKind.Float;

    /// <summary>Numbers that are added and compared, as ids are not.</summary>
    public bool IsAmount => IsNumber && !LooksLikeKey;

    public bool IsMoney => Kind == ColumnKind.Exact && Scale == 2 && !LooksLikeKey;

    /// <summary>Of the columns that a sentence can name: bare identifiers.</summary>
    public static IReadOnlyList<ColumnTraits> Of(TableInfo table, PersonalColumns? personal = null) =>
        [.. table.Columns.Where(c => Bare().IsMatch(c.Name)).Select(c => Of(table, c, personal ?? PersonalColumns.Default))];

    private static ColumnTraits Of(TableInfo table, ColumnInfo column, PersonalColumns personal)
    {
        var type = Word().Match(column.Type);
        var kind = type.Groups["word"].Value.ToLowerInvariant() switch
        {
            "varchar" or "char" or "text" => ColumnKind.Text,
            "smallint" or "int" or "integer" or "bigint" or "hugeint" or "tinyint" => ColumnKind.Whole,
            "decimal" or "numeric" => ColumnKind.Exact,
            "real" or "float" or "double" => ColumnKind.Float,
            "date" or "timestamp" or "timestamptz" or "uuid" => ColumnKind.Countable,
            _ => ColumnKind.Other,
        };
        var scale = type.Groups["scale"] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : 0;
        var inKey = table.Key.Contains(column.Name, StringComparer.Ordinal);
        return new ColumnTraits(column.Name, kind, scale, personal.Has(table.Dataset.Table, column.Name), (inKey && table.Key.Count == 1) || KeyNames.LooksLikeKey(column.Name));
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^(?<word>[A-Za-z]+)\s*(\(\s*\d+\s*(,\s*(?<scale>\d+)\s*)?\))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
