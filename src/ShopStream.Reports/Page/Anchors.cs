using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Page;

/// <summary>
/// The ids of a page's scenarios. They are derived from file and name, so that links stay valid when other scenarios are added, moved or removed.
/// </summary>
internal sealed class Anchors
{
    private const int MaxWordsLength = 40;

    private readonly IReadOnlyList<string> ids;
    private readonly Dictionary<ScenarioName, int> indexes;

    public Anchors(RunResult run)
    {
        var names = ScenarioName.Of(run.Scenarios);
        indexes = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        ids = [.. names.Select(Id).Select(id => Free(id, taken))];
    }

    /// <summary>The id of a scenario in the list of features.</summary>
    /// <param name="index">Index of the scenario in the run, from 0.</param>
    public string Scenario(int index) => "s-" + ids[index];

    /// <summary>The id of the finding of a scenario that did not pass.</summary>
    /// <param name="index">Index of the scenario in the run, from 0.</param>
    public string Finding(int index) => "f-" + ids[index];

    /// <summary>The index of a scenario that another run names; null if this run does not have it.</summary>
    public int? IndexOf(ScenarioName name) => indexes.TryGetValue(name, out var index) ? index : null;

    // The words make the link readable, the hash makes it unique.
    private static string Id(ScenarioName scenario)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{scenario.File}\n{scenario.Name}"));
        return $"{Words(scenario.Name)}{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }

    private static string Words(string name)
    {
        var text = new StringBuilder();
        // A lone surrogate cannot be normalized.
        foreach (var c in (name.IsNormalized(NormalizationForm.FormC) ? name.Normalize(NormalizationForm.FormD) : name).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
                text.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && text.Length > 0 && text[^1] != '-')
                text.Append('-');
            if (text.Length == MaxWordsLength)
                break;
        }

        return text.Length == 0 ? "" : text.ToString().TrimEnd('-') + "-";
    }

    private static string Free(string id, HashSet<string> taken)
    {
        var free = id;
        for (var n = 2; !taken.Add(free); n++)
            free = string.Create(CultureInfo.InvariantCulture, $"{id}-{n}");
        return free;
    }
}
