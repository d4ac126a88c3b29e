using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Series;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>The page of all runs in a browser.</summary>
[TestFixture, Category("Live")]
internal sealed class SeriesPageTests
{
    [TestCase(0, false, 1280)]
    [TestCase(2, true, 390)]
    [TestCase(20, false, 390)]
    [NightlyCase(20, true, 1280)]
    [NightlyCase(100, false, 390)]
    [NightlyCase(100, true, 1280)]
    [NightlyCase(0, true, 390)]
    [NightlyCase(2, false, 1280)]
    [NightlyCase(100, false, 1280)]
    [NightlyCase(100, true, 390)]
    public async Task Page_passes_axe_and_does_not_overflow(int runs, bool dark, int width)
    {
        await using var open = await Chromium.OpenAsync(Page(runs), dark, width: width);

        (await open.FaultsAsync()).Should().BeEmpty();
        open.ConsoleMessages.Should().BeEmpty();
        open.Requests.Should().ContainSingle();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Hostile_data_runs_no_script_with_or_without_the_policy(bool policy)
    {
        await using var open = await Chromium.OpenAsync(Page(20), policy: policy);
        await open.UnfoldAsync();

        (await open.ScriptRanAsync()).Should().Be(0);
        open.Dialogs.Should().Be(0);
        open.ConsoleMessages.Should().BeEmpty();
        open.Requests.Should().ContainSingle();
        (await open.Page.Locator("script, img").CountAsync()).Should().Be(0);
        (await open.Page.Locator("tbody tr th").CountAsync()).Should().BeGreaterThan(20);
    }

    [Test]
    public async Task Keyboard_reaches_the_runs()
    {
        await using var open = await Chromium.OpenAsync(Page(2));

        await open.Page.Keyboard.PressAsync("Tab");
        (await open.Page.EvaluateAsync<string>("document.activeElement.textContent")).Should().Be("Skip to the runs");
        for (var pressed = 0; pressed < 20 && !await open.Page.EvaluateAsync<bool>("document.activeElement.matches('tbody th a')"); pressed++)
            await open.Page.Keyboard.PressAsync("Tab");
        (await open.Page.EvaluateAsync<string>("document.activeElement.getAttribute('href')")).Should().EndWith("/index.html");
    }

    private static string Page(int runs) => SeriesPage.Render(new RunHistory([.. Enumerable.Range(0, runs).Select(Run)]), id => !id.EndsWith('7'));

    private static HistoryRun Run(int i)
    {
        var start = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.Zero).AddDays(i);
        var failed = i % 3 == 1;
        return new HistoryRun
        {
            Schema = 1,
            RunId = string.Create(CultureInfo.InvariantCulture, $"{HostileDataTests.Payload}{i}"),
            StartedAt = start,
            FinishedAt = start.AddSeconds(5 + (i % 3)),
            Date = DateOnly.FromDateTime(start.UtcDateTime),
            Outcome = failed ? Outcome.Failed : Outcome.Passed,
            ExitCode = failed ? 1 : 0,
            Counts = new OutcomeCounts(failed ? 119 : 120, 0, failed ? 1 : 0, 0, 0),
            Queries = 20,
            Scenarios = new Dictionary<string, IReadOnlyDictionary<string, Outcome>>(StringComparer.Ordinal)
            {
                [HostileDataTests.Payload] = new Dictionary<string, Outcome>(StringComparer.Ordinal)
                {
                    ["Flickers " + HostileDataTests.Payload] = failed ? Outcome.Failed : Outcome.Passed,
                },
            },
            Figures = new Dictionary<string, decimal>(StringComparer.Ordinal)
            {
                ["rows of source " + HostileDataTests.Payload] = 5_000 + i,
                ["revenue of source orders"] = 1_000.50m,
                ["revenue of mart " + HostileDataTests.Payload] = failed ? 1_000.49m : 1_000.50m,
            },
            Slowest = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [HostileDataTests.Payload] = i,
                ["features/revenue/reconciliation-of-all-marts.feature: revenue arrives to the cent in every mart"] = 0.5,
            },
            Incidents = failed ? [Incident(start, HostileDataTests.Payload + i)] : [],
        };
    }

    private static Incident Incident(DateTimeOffset start, string run) =>
        new()
        {
            Id = HostileDataTests.Payload + start.Day,
            Place = HostileDataTests.Payload,
            Cause = HostileDataTests.Payload,
            FirstSeen = start,
            FirstRun = run,
            LastSeen = start,
            LastRun = run,
            Owners = [HostileDataTests.Payload],
        };
}
