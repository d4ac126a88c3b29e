using System.Globalization;
using Io.Cucumber.Messages.Types;
using MessageScenario = Io.Cucumber.Messages.Types.Scenario;

namespace ShopStream.Features.Parsing;

/// <summary>Names for the rows of an outline that tell them apart.</summary>
internal static class OutlineNames
{
    /// <summary>Characters; more values than that make a name nobody reads.</summary>
    private const int Longest = 80;

    /// <summary>The names as written where they differ; else with the row's values, or, where these are long or repeat themselves, its number.</summary>
    public static IReadOnlyList<string> Of(MessageScenario outline, IReadOnlyList<Pickle> rows)
    {
        var names = rows.Select(r => r.Name).ToList();
        if (rows.Count == 1 || Differ(names)) return names;

        var values = outline.Examples.SelectMany(e => e.TableBody)
            .ToDictionary(r => r.Id, r => string.Join(", ", r.Cells.Select(c => c.Value)), StringComparer.Ordinal);
        var valued = rows.Select(r => $"{r.Name} ({values[r.AstNodeIds[^1]]})").ToList();
        if (Differ(valued) && valued.TrueForAll(n => n.Length <= Longest + outline.Name.Length)) return valued;
        return [.. rows.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"{r.Name} (example {i + 1})"))];
    }

    private static bool Differ(List<string> names) => names.Distinct(StringComparer.Ordinal).Count() == names.Count;
}
