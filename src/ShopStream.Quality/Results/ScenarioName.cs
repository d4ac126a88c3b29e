namespace ShopStream.Quality.Results;

/// <summary>Identifies a scenario. Unlike its line number, it does not change when lines are added above.</summary>
/// <param name="File">Path of the feature file, relative to the features folder.</param>
/// <param name="Name">Name with the values of its example row; the second scenario with the same name ends with #2.</param>
public readonly record struct ScenarioName(string File, string Name)
{
    /// <summary>Names of a run's scenarios, in the same order.</summary>
    public static IReadOnlyList<ScenarioName> Of(IEnumerable<ScenarioResult> scenarios) => Of(scenarios.Select(s => (s.File, s.Name)));

    /// <summary>Unique names for files and scenario names, in the same order.</summary>
    public static IReadOnlyList<ScenarioName> Of(IEnumerable<(string File, string Name)> scenarios)
    {
        var seen = new HashSet<ScenarioName>();
        return
        [
            .. scenarios.Select(s =>
            {
                var name = new ScenarioName(s.File, s.Name);
                for (var n = 2; !seen.Add(name); n++)
                    name = new ScenarioName(s.File, $"{s.Name} #{n.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
                return name;
            }),
        ];
    }
}
