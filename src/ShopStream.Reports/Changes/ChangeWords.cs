using System.Globalization;
using ShopStream.Quality.Changes;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Changes;

/// <summary>Differences in words, for every output alike.</summary>
public static class ChangeWords
{
    /// <summary>How a model was changed.</summary>
    public static string Of(ModelChange model)
    {
        var what = model.Kind switch
        {
            ModelChangeKind.Added => "new",
            ModelChangeKind.Removed => "removed",
            ModelChangeKind.Moved => $"moved from {model.From}",
            ModelChangeKind.Configured => "configured otherwise",
            _ when model.Rules.Count > 0 => $"uses the changed rule {string.Join(", ", model.Rules)}",
            _ => Lines(model),
        };
        return model.Configuration.Count == 0 ? what : $"{what}; {string.Join("; ", model.Configuration)}";
    }

    /// <summary>Why a table differs.</summary>
    public static string Why(TableChange table)
    {
        var others = table.Origins.Where(o => !string.Equals(o, table.Dataset, StringComparison.Ordinal)).ToList();
        return others.Count == 0
                ? (
                    table.IsOwn ? "changed itself"
                    : table.RowsByChance || table.ByChance.Count > 0 ? "by chance"
                    : "reads other raw rows"
                )
            : table.IsOwn ? $"changed itself, and inherits from {string.Join(", ", others)}"
            : $"inherits from {string.Join(", ", others)}";
    }

    /// <summary>A number of groups of a dimension: 3 of 365 days.</summary>
    public static string Groups(DimensionChange dimension) => $"{Figures.Count(dimension.Moved)} of {Figures.Count(dimension.Groups)} {Plural(dimension)}";

    /// <summary>A change as a file writes it, for people: −1,204.50.</summary>
    public static string Change(string change) =>
        change.Length > 0 && change[0] is '+' or '-' && decimal.TryParse(change, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? Figures.Signed(amount, null)
            : change;

    /// <summary>The same with an arrow, for a cell: ▼ −1,204.50.</summary>
    public static string ChangeWithArrow(string change) =>
        change.Length > 0 && change[0] is '+' or '-' && decimal.TryParse(change, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? Figures.Change(amount)
            : change;

    private static string Plural(DimensionChange dimension)
    {
        var name = dimension.Name;
        if (dimension.Groups == 1)
            return name;
        return name.EndsWith('y') && name.Length > 1 && !"aeiou".Contains(name[^2], StringComparison.Ordinal) ? $"{name[..^1]}ies"
            : name.EndsWith('s') ? $"{name}es"
            : $"{name}s";
    }

    private static string Lines(ModelChange model)
    {
        var (added, removed) = (model.Lines.Count(l => l.IsAdded), model.Lines.Count(l => !l.IsAdded));
        return $"SQL changed, {Figures.Count(added, "line")} added, {Figures.Count(removed, "line")} removed";
    }
}
