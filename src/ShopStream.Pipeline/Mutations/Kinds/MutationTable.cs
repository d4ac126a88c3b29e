using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>Kind of a column, which decides its mutations.</summary>
internal enum MutationColumnKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>An integer.</summary>
    Whole,

    /// <summary>An exact number with a fraction.</summary>
    Exact,

    /// <summary>A date.</summary>
    Day,

    /// <summary>A timestamp.</summary>
    Moment,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A JSON value.</summary>
    Json,

    /// <summary>Anything else; only replaced by NULL.</summary>
    Other,
}

/// <summary>A column that can be mutated.</summary>
/// <param name="Name">Name in the catalog.</param>
/// <param name="Type">Portable type name, such as decimal(10,2).</param>
/// <param name="IsKey">Whether it is the table's only key column.</param>
/// <param name="IsForeignKey">Whether it refers to a row of another table.</param>
internal sealed partial record MutationColumn(string Name, string Type, bool IsKey, bool IsForeignKey)
{
    public MutationColumnKind Kind =>
        Word().Match(Type) is var match && match.Groups["word"].Value.ToLowerInvariant() is var word
            ? word switch
            {
                "text" or "varchar" or "char" => MutationColumnKind.Text,
                "date" => MutationColumnKind.Day,
                "boolean" or "bool" => MutationColumnKind.Flag,
                "tinyint" or "smallint" or "int" or "integer" or "bigint" or "hugeint" => MutationColumnKind.Whole,
                "timestamp" or "timestamptz" => MutationColumnKind.Moment,
                "json" or "jsonb" => MutationColumnKind.Json,
                "decimal" or "numeric" => match.Groups["scale"] is { Success: true, Value: "0" } ? MutationColumnKind.Whole : MutationColumnKind.Exact,
                _ => MutationColumnKind.Other,
            }
            : MutationColumnKind.Other;

    /// <summary>Number of decimals; 0 if the type has none or does not give it.</summary>
    public int Scale => Word().Match(Type).Groups["scale"] is { Success: true } scale ? int.Parse(scale.Value, CultureInfo.InvariantCulture) : 0;

    /// <summary>Number of digits in all; 38 if the type does not give it.</summary>
    public int Digits => Word().Match(Type).Groups["digits"] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : 38;

    /// <summary>Whether it is a date or a timestamp.</summary>
    public bool IsMoment => Kind is MutationColumnKind.Day or MutationColumnKind.Moment;

    /// <summary>Whether it is a number that measures something, not an identifier.</summary>
    public bool IsMeasure => Kind is MutationColumnKind.Exact or MutationColumnKind.Whole && !IsKey && !IsForeignKey;

    [GeneratedRegex(@"^(?<word>[A-Za-z]+)\s*(\(\s*(?<digits>\d+)\s*(,\s*(?<scale>\d+)\s*)?\))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}

/// <summary>A table that can be mutated.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Columns">All columns, in order.</param>
/// <param name="Key">Key columns; empty if there is no key.</param>
internal sealed partial record MutationTable(Dataset Dataset, IReadOnlyList<MutationColumn> Columns, IReadOnlyList<string> Key)
{
    /// <summary>Converts a table of the catalog.</summary>
    public static MutationTable Of(TableInfo table) =>
        new(table.Dataset, [.. table.Columns.Select(c => new MutationColumn(c.Name, c.Type, IsKey(table, c.Name), IsForeignKey(table, c.Name)))], table.Key);

    /// <summary>Description of a row: "a row of raw orders".</summary>
    public string Row => $"a row of {Dataset}";

    /// <summary>Columns that give the rows a deterministic order.</summary>
    public IReadOnlyList<string> Order => Key.Count > 0 ? Key : [.. Columns.Select(c => c.Name)];

    private static bool IsKey(TableInfo table, string column) => table.Key.Count == 1 && table.Key.Contains(column, StringComparer.Ordinal);

    private static bool IsForeignKey(TableInfo table, string column) => !IsKey(table, column) && ForeignKeyName().IsMatch(column);

    [GeneratedRegex("(^|_)(id|key)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ForeignKeyName();
}
