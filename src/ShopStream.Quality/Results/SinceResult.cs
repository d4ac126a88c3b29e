namespace ShopStream.Quality.Results;

/// <summary>
/// Changes since earlier runs. Each scenario is compared with the newest earlier run in which it was judged. Scenarios that were not judged
/// now are not listed. Every outcome except passed counts as failing, including warned and error.
/// </summary>
/// <param name="RunId">Identifier of the newest earlier run.</param>
/// <param name="NewlyFailing">
/// Scenarios that passed before or were never judged; <see cref="ChangedScenario.RunId"/> is the run in which it last passed, null if there is none.
/// </param>
/// <param name="StillFailing">Scenarios that also failed before; <see cref="ChangedScenario.RunId"/> is the first of the consecutive failing runs.</param>
/// <param name="Fixed">Scenarios that pass again; <see cref="ChangedScenario.RunId"/> is the run in which it last failed.</param>
public sealed record SinceResult(
    string RunId,
    IReadOnlyList<ChangedScenario> NewlyFailing,
    IReadOnlyList<ChangedScenario> StillFailing,
    IReadOnlyList<ChangedScenario> Fixed
);

/// <summary>A scenario whose outcome changed or that still fails.</summary>
/// <param name="File">Path of the feature file, relative to the features folder.</param>
/// <param name="Name">Name with the values of its example row; the second scenario with the same name ends with #2.</param>
/// <param name="RunId">Identifier of an earlier run; see <see cref="SinceResult"/>.</param>
public sealed record ChangedScenario(string File, string Name, string? RunId);
