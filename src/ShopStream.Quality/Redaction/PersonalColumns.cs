using System.Text.RegularExpressions;

namespace ShopStream.Quality.Redaction;

/// <summary>Which columns hold what may tell who a person is.</summary>
public sealed partial class PersonalColumns
{
    private const string DetectByName = "names";
    private readonly bool byNames;
    private readonly HashSet<string> listed;

    private PersonalColumns(bool byNames, IEnumerable<string> listed) =>
        (this.byNames, this.listed) = (byNames, listed.ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Those whose names say so: email, last_name, phone, address, …</summary>
    public static PersonalColumns Default { get; } = new(true, []);

    /// <summary>No column.</summary>
    public static PersonalColumns None { get; } = new(false, []);

    /// <summary>Reads the setting: "names" for those whose names say so, columns as "note" or "orders.note", separated by commas; "none" for no column.</summary>
    /// <exception cref="FormatException">A part is neither.</exception>
    public static PersonalColumns Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["none"]) return None;
        var columns = parts.Where(p => p is not DetectByName).ToList();
        return columns.Find(c => c is "none" || !Column().IsMatch(c)) is { } wrong
            ? throw new FormatException($"'{wrong}' is no column: expected 'names' (columns whose names look personal), columns such as note or orders.note, separated by commas, or 'none' alone")
            : new PersonalColumns(columns.Count < parts.Length, columns);
    }

    /// <summary>Whether a column's values are never shown.</summary>
    /// <param name="table">Of any layer.</param>
    /// <param name="column">Upper and lower case alike.</param>
    public bool Has(string table, string column) =>
        listed.Contains(column) || listed.Contains($"{table}.{column}") || (byNames && PersonalNames.LooksPersonal(table, column));

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Column();
}
