using System.Globalization;
using Io.Cucumber.Messages.Types;
using ShopStream.Features.Scenarios;
using MessageScenario = Io.Cucumber.Messages.Types.Scenario;

namespace ShopStream.Features.Parsing;

/// <summary>Gives the rows of an outline distinct names.</summary>
internal static class OutlineNames
{
    /// <summary>The longest suffix of values, in characters; beyond it the rows are numbered.</summary>
    private const int MaxValuesLength = 80;

    /// <summary>The names as written if they differ; otherwise followed by the row's values or, if those are long or not distinct, by its number.</summary>
    public static IReadOnlyList<string> Of(MessageScenario outline, IReadOnlyList<Pickle> rows)
    {
        var names = rows.Select(r => r.Name).ToList();
        if (rows.Count == 1 || AreDistinct(names))
            return names;

        var values = outline
            .Examples.SelectMany(e => e.TableBody)
            .ToDictionary(r => r.Id, r => string.Join(", ", r.Cells.Select(c => c.Value)), StringComparer.Ordinal);
        var valued = rows.Select(r => $"{r.Name} ({values[r.AstNodeIds[^1]]})").ToList();
        if (AreDistinct(valued) && valued.TrueForAll(n => n.Length <= MaxValuesLength + outline.Name.Length))
            return valued;
        return [.. rows.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"{r.Name} (example {i + 1})"))];
    }

    private static bool AreDistinct(List<string> names) => names.Distinct(StringComparer.Ordinal).Count() == names.Count;
}
