using System.Globalization;
using ShopStream.Pipeline.FailingRows;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Repairs;

/// <summary>A check of a file, and what the specs have of it.</summary>
/// <param name="Given">The check of the file.</param>
/// <param name="Specification">The scenario, with this check alone.</param>
/// <param name="Problem">Why its keys cannot be judged; null if they can.</param>
internal sealed record MatchedCheck(GivenCheck Given, Specification Specification, string? Problem);

/// <summary>Finds the checks of a file in the specs.</summary>
internal static class GivenChecks
{
    /// <summary>The checks that are selected, in the order of the file.</summary>
    /// <exception cref="UsageException">The specs do not have them any more, or they have changed: all of them, with what to do.</exception>
    /// <exception cref="NothingToJudgeException">None of them is selected.</exception>
    public static IReadOnlyList<MatchedCheck> Match(RepairRequest request, IReadOnlyList<GivenCheck> given)
    {
        var (matched, problems) = (new List<MatchedCheck>(), new List<string>());
        var isPart = request.Settings.Tags.Length > 0 || request.Settings.Only.Length > 0;
        foreach (var check in given)
        {
            var scenarios = request
                .Specs.Specifications.Where(s =>
                    string.Equals(s.File, check.Feature, StringComparison.Ordinal) && string.Equals(s.Name, check.Scenario, StringComparison.Ordinal)
                )
                .ToList();
            // A part of the scenarios judges a part of the file.
            if (scenarios.Count == 0 && isPart)
                continue;
            var same = scenarios
                .SelectMany(s => s.Checks.Where(c => string.Equals(c.Sentence, check.Sentence, StringComparison.Ordinal)).Select(c => (Scenario: s, Check: c)))
                .OrderBy(c => c.Check.Line != check.Line)
                .ToList();
            var found = same.Find(c => string.Equals(FailingCheck.IdOf(c.Check), check.Id, StringComparison.Ordinal));
            if (found.Check is not null)
                matched.Add(new MatchedCheck(check, found.Scenario with { Checks = [found.Check] }, WhyNot(check)));
            else
                problems.Add(Changed(check, request, scenarios, same.Count > 0));
        }
        if (problems.Count > 0)
            throw new UsageException(
                string.Join("\n", problems)
                    + $"\nThe rows of {request.File} are those of other specs. Check again for the rows of these: shopstream check --keep-failures"
            );
        return matched.Count > 0
            ? matched
            : throw new NothingToJudgeException($"none of the {FileChecks(given.Count)} in {request.File} is selected: name other --tags or --only, or none");
    }

    private static string Changed(GivenCheck check, RepairRequest request, List<Specification> scenarios, bool hasSentence)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{check.Feature}:{check.Line}: ");
        return place
            + (
                hasSentence ? $"'{check.Sentence}' checks something else now: its table, a definition in the settings, or what stands below it has changed"
                : scenarios.Count > 0
                    ? $"the check '{check.Sentence}' was reworded, or removed from the scenario '{check.Scenario}'"
                        + Nearest.Hint(check.Sentence, scenarios.SelectMany(s => s.Checks).Select(c => $"'{c.Sentence}'"))
                : $"the scenario '{check.Scenario}' was renamed or removed"
                    + Nearest.Hint(
                        check.Scenario,
                        request.Specs.Specifications.Where(s => string.Equals(s.File, check.Feature, StringComparison.Ordinal)).Select(s => $"'{s.Name}'")
                    )
            );
    }

    private static string? WhyNot(GivenCheck check)
    {
        var whole = string.Create(CultureInfo.InvariantCulture, $"Judge all of its rows: shopstream check --only {check.Feature}:{check.Line}");
        return check.HiddenKeys > 0
                ? $"the file hides {FileKeys(check.HiddenKeys)}, because {string.Join(", ", check.KeyNames.Select(Identifier.Written))} is personal (setting "
                    + $"personal): a hidden key cannot be found again. {whole}"
            : check.RowsWithoutKey > 0 ? $"nothing identifies its rows: the table has no key, or the query selects none. {whole}"
            : null;
    }

    private static string FileKeys(long keys) => string.Create(CultureInfo.InvariantCulture, $"{keys:#,##0} {(keys == 1 ? "key" : "keys")}");

    private static string FileChecks(int checks) => string.Create(CultureInfo.InvariantCulture, $"{checks:#,##0} {(checks == 1 ? "check" : "checks")}");
}
