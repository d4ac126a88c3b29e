using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Redaction;

/// <summary>Columns that may contain personal data.</summary>
public sealed partial class PersonalColumns
{
    private const string DetectByName = "names";
    private readonly bool byNames;
    private readonly HashSet<string> listed;

    private PersonalColumns(bool byNames, IEnumerable<string> listed) =>
        (this.byNames, this.listed) = (byNames, listed.Select(Comparable).ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Columns whose names look personal: email, last_name, phone, address, …</summary>
    public static PersonalColumns Default { get; } = new(true, []);

    /// <summary>No columns.</summary>
    public static PersonalColumns None { get; } = new(false, []);

    /// <summary>
    /// Parses the setting: a comma-separated list of "names" (columns whose names look personal) and columns such as note, orders.note or
    /// "Order Details"."Note", see <see cref="Identifier"/>; or "none" for no columns.
    /// </summary>
    /// <exception cref="FormatException">An entry is not valid.</exception>
    public static PersonalColumns Parse(string text)
    {
        var parts = Identifier.Items(text);
        if (parts is ["none"])
            return None;
        var columns = parts.Where(p => p is not DetectByName).ToList();
        return columns.Find(c => c is "none" || !Column().IsMatch(c)) is { } wrong
            ? throw new FormatException(
                $"'{wrong}' is not a column: expected 'names' (columns whose names look personal), columns such as note or orders.note, "
                    + "separated by commas, in double quotes where they have other characters, or 'none' alone"
            )
            : new PersonalColumns(columns.Count < parts.Count, columns.Select(Named));
    }

    /// <summary>Whether the values of a column are never shown.</summary>
    /// <param name="table">Table name, in any layer.</param>
    /// <param name="column">Column name, case-insensitive.</param>
    public bool Has(string table, string column) =>
        listed.Contains(Comparable(column))
        || listed.Contains(Comparable(Identifier.Of(table, column)))
        || (byNames && PersonalNames.LooksPersonal(table, column));

    // An accent can be a character of its own, or part of its letter; both look the same.
    private static string Comparable(string name) => PlainLetters.Of(name);

    private static string Named(string column) =>
        Identifier.SplitReference(column) is (var table, { } name) ? Identifier.Of(Identifier.Read(table), name) : Identifier.Read(column);

    private const string Name = """([A-Za-z_][A-Za-z0-9_$]*|("[^"]*")+)""";

    [GeneratedRegex($@"^{Name}(\.{Name})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Column();
}
