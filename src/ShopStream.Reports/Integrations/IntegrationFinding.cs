using System.Globalization;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations;

/// <summary>The evidence of a failed check, as labels and values.</summary>
internal static class IntegrationFinding
{
    private const int KeysShown = 10;

    /// <summary>
    /// Expected, found, difference, note and affected rows, as far as present. Values are shortened to <paramref name="longest"/> characters.
    /// </summary>
    public static IEnumerable<(string Label, string Value)> Of(CheckResult check, int longest)
    {
        (string Label, string? Value)[] all =
        [
            ("expected", check.Expected),
            ("found", check.Actual),
            ("difference", check.Difference),
            ("note", check.Note),
            ("affected rows", check.Keys.Count == 0 ? null : string.Join("; ", check.Keys.Take(KeysShown))),
        ];
        return all.Where(part => part.Value is { Length: > 0 }).Select(part => (part.Label, VisibleCharacters.Short(part.Value!, longest)));
    }

    /// <summary>The same as lines of text, and below them both tables of an example.</summary>
    public static string Text(CheckResult check, int longest)
    {
        var lines = Of(check, longest).Select(part => $"{part.Label}: {part.Value}");
        return string.Join('\n', check.Rows is { } rows ? lines.Append($"{rows}") : lines);
    }

    /// <summary>The path of a feature, relative to the repository if that is known.</summary>
    public static string Path(RunResult run, string file) => string.IsNullOrEmpty(run.InRepository) ? file : $"{run.InRepository}/{file}";

    /// <summary>File and line, such as features/rows.feature:10.</summary>
    public static string Place(RunResult run, string file, int line) => string.Create(CultureInfo.InvariantCulture, $"{Path(run, file)}:{line}");
}
