using System.CommandLine;
using System.Globalization;
using System.Text;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Features.Tags;
using ShopStream.Features;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>owners: whose the features and scenarios are.</summary>
internal static class OwnersCommand
{
    public static Command Create()
    {
        var command = new Command("owners", "Print whose the scenarios are, as the tags @owner:name say; those without an owner come last.")
        {
            Options.Settings, Options.Features, Options.Tags,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () =>
        {
            parsed.Host().Output.Write(Text(Selected(Options.Read(parsed), cancellationToken)));
            return Task.FromResult(ExitCodes.Passed);
        }));
        return command;
    }

    internal static string Text(IReadOnlyList<Scenario> scenarios)
    {
        var text = new StringBuilder();
        foreach (var (owner, owned) in Ownership.Group(scenarios, s => Ownership.Of(s.Tags)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{owner ?? "without an owner"}: {owned.Count:#,##0} {(owned.Count == 1 ? "scenario" : "scenarios")}\n");
            foreach (var feature in owned.GroupBy(s => s.Feature))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {feature.Key.Name}\n");
                foreach (var scenario in feature) text.Append(CultureInfo.InvariantCulture, $"    {scenario.Name}  {scenario.Place}{Severity(scenario)}\n");
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    private static IReadOnlyList<Scenario> Selected(ShopSettings settings, CancellationToken cancellationToken)
    {
        var all = FeatureFolder.Load(settings.Features, cancellationToken);
        var selected = all.Select(TagExpression.Parse(settings.Tags)).Scenarios;
        return selected.Count > 0 ? selected : throw new NothingToJudgeException($"--tags '{settings.Tags}' selects none of the {all.Scenarios.Count} {(all.Scenarios.Count == 1 ? "scenario" : "scenarios")} in {settings.Features}");
    }

    // Critical is what goes without saying.
    private static string Severity(Scenario scenario) =>
        Severities.Of(scenario.Tags) is var severity and not Quality.Results.Severity.Critical ? $"  @{severity.ToString().ToLowerInvariant()}" : "";
}
