using System.Globalization;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Reconciliation;
using ShopStream.Tests.Models;

namespace ShopStream.Tests.Changes;

/// <summary>A change of models whose effect is known.</summary>
/// <param name="Name">What is changed.</param>
/// <param name="Apply">Changes a copy of the shipped models.</param>
/// <param name="Origin">The first table that differs because its model was changed; "" where no row or column differs.</param>
/// <param name="Effects">
/// Differences in their order, as "table, measure: change". A change that is a query gives its amount, or its number of rows, from the warehouse.
/// </param>
internal sealed record ModelEdit(string Name, Action<TestFolder> Apply, string Origin, params string[] Effects)
{
    /// <summary>The rule of revenue at the head; null for the shipped one.</summary>
    public string? Revenue { get; init; }

    /// <summary>Whether the effects are all that differs in the tables they name; otherwise there are others.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Replaces a text of one model, which must be there.</summary>
    public static Action<TestFolder> Replace(string file, string old, string @new) =>
        models =>
        {
            var text = File.ReadAllText(Path.Combine(models.Path, file));
            if (!text.Contains(old, StringComparison.Ordinal))
                throw new InvalidOperationException($"{file} does not contain '{old}'");
            models.With(file, text.Replace(old, @new, StringComparison.Ordinal));
        };

    /// <summary>Moves a model to another file.</summary>
    public static Action<TestFolder> Move(string from, string to) =>
        models =>
        {
            models.With(to, File.ReadAllText(Path.Combine(models.Path, from)));
            models.Without(from);
        };

    /// <summary>The effects with their amounts and numbers of rows.</summary>
    public IEnumerable<string> Expected(ComparedShop shop) =>
        Effects.Select(e =>
        {
            var at = e.IndexOf(": ", StringComparison.Ordinal);
            var (what, change) = (e[..at], e[(at + 2)..]);
            if (!change.StartsWith("SELECT", StringComparison.Ordinal))
                return e;
            var value = decimal.Parse(shop.Value(change), CultureInfo.InvariantCulture);
            return what.Contains(", metric ", StringComparison.Ordinal)
                ? $"{what}: {ChangeFacts.Amount(value)}"
                : string.Create(CultureInfo.InvariantCulture, $"{what}: {value:0} {(value == 1 ? "row" : "rows")}");
        });

    /// <summary>The options of the head.</summary>
    public PipelineOptions Head(PipelineOptions options) =>
        Revenue is null
            ? options
            : options with
            {
                BusinessMetrics = BusinessMetricText.Parse(
                    ShopStream
                        .Application.Settings.SettingsFile.Read(Cli.Repository.SettingsFile)
                        .ToDictionary(s => s.Key, s => s.Key is "rule.revenue" ? Revenue : s.Value, StringComparer.Ordinal)
                ),
            };

    public override string ToString() => Name;
}
