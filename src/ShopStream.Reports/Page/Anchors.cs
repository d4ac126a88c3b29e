using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Page;

/// <summary>The ids of a page's scenarios, made of file and name: a link stays good when scenarios are added, moved or dropped.</summary>
internal sealed class Anchors
{
    private const int LongestWords = 40;

    private readonly IReadOnlyList<string> ids;
    private readonly Dictionary<ScenarioName, int> places;

    public Anchors(RunResult run)
    {
        var names = ScenarioName.Of(run.Scenarios);
        places = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        ids = [.. names.Select(Id).Select(id => Free(id, taken))];
    }

    /// <summary>Of a scenario as it was written.</summary>
    /// <param name="index">In the run, from 0.</param>
    public string Scenario(int index) => "s-" + ids[index];

    /// <summary>Of what was found of a scenario that did not pass.</summary>
    /// <param name="index">In the run, from 0.</param>
    public string Finding(int index) => "f-" + ids[index];

    /// <summary>The place in the run of a scenario that another run names; null where this one does not have it.</summary>
    public int? Place(ScenarioName name) => places.TryGetValue(name, out var index) ? index : null;

    // The words are for those who read the link; the hash tells apart what has the same words.
    private static string Id(ScenarioName scenario)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{scenario.File}\n{scenario.Name}"));
        return $"{Words(scenario.Name)}{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
    }

    private static string Words(string name)
    {
        var text = new StringBuilder();
        // A half of a character pair cannot be decomposed.
        foreach (var c in (name.IsNormalized(NormalizationForm.FormC) ? name.Normalize(NormalizationForm.FormD) : name).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) text.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && text.Length > 0 && text[^1] != '-') text.Append('-');
            if (text.Length == LongestWords) break;
        }

        return text.Length == 0 ? "" : text.ToString().TrimEnd('-') + "-";
    }

    private static string Free(string id, HashSet<string> taken)
    {
        var free = id;
        for (var n = 2; !taken.Add(free); n++) free = string.Create(CultureInfo.InvariantCulture, $"{id}-{n}");
        return free;
    }
}
