using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents;

/// <summary>A hundred nights with twenty faults, some of which overlap: no fault is missed, and none is reported twice.</summary>
[TestFixture, Category("Fast")]
internal sealed class HundredNightsTests
{
    private static readonly string[] Tables = ["lake orders", "raw orders", "raw users", "staging stg_orders", "core fact_orders", "mart sales"];
    private static readonly string[] Causes = ["missing", "extra", "amount changed", "sign flipped", "moved to another day"];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Messages_are_at_most_the_faults_and_the_recoveries(int seed)
    {
        var random = new Random(seed);
        var faults = new List<Fault>();
        // No two at a time in one table: those are one incident as long as they have one cause.
        while (faults.Count < 20)
        {
            var from = random.Next(95);
            var fault = new Fault(Tables[random.Next(Tables.Length)], Causes[random.Next(Causes.Length)], from, from + random.Next(1, 6));
            if (!faults.Exists(f => string.Equals(f.Table, fault.Table, StringComparison.Ordinal) && f.From <= fault.To + 1 && fault.From <= f.To + 1))
                faults.Add(fault);
        }

        var nights = new Nights();
        var (began, recovered) = (new List<(int Night, string Title)>(), 0);
        for (var night = 0; night < 100; night++)
        {
            var open = faults.Where(f => f.From <= night && night <= f.To).ToList();
            // Every seventh night is a partial run, and every eleventh ends in a stage.
            var run =
                night % 11 == 10 ? Broken(night, "extract", [.. Tables])
                : night % 7 == 6 ? Night(night, [.. Scenarios(open).Where(s => s.Name.StartsWith("raw", StringComparison.Ordinal))])
                : Night(night, [.. Scenarios(open)]);
            var result = run with { Incidents = nights.Add(run) };
            foreach (var message in MessagesOfRun.Of(new PublishedRun(result, ReportFiles.In("/r"), RunHistory.Empty), new IntegrationOptions()))
            {
                if (message.Incident!.IsStage)
                    continue;
                if (message.Occasion is MessageOccasion.Begun)
                    began.Add((night, message.Incident.Title));
                else
                    recovered++;
            }
        }

        began.Select(b => b.Title).Should().OnlyContain(t => faults.Exists(f => string.Equals(f.Title, t, StringComparison.Ordinal)), "no incident is false");
        foreach (var fault in faults)
        {
            var seen = Enumerable
                .Range(fault.From, fault.To - fault.From + 1)
                .Where(n => n % 11 != 10 && (n % 7 != 6 || fault.Table.StartsWith("raw", StringComparison.Ordinal)));
            if (seen.Any())
                began
                    .Count(b => string.Equals(b.Title, fault.Title, StringComparison.Ordinal) && b.Night == seen.First())
                    .Should()
                    .Be(1, $"{fault} is reported in the first night that can see it");
        }
        began.Count.Should().BeLessThanOrEqualTo(20);
        recovered.Should().BeLessThanOrEqualTo(began.Count);
        IncidentMessagesLeft(nights.History).Should().Be(began.Count - recovered, "what is open has not recovered");
    }

    private static int IncidentMessagesLeft(RunHistory history) => history.Runs[^1].Incidents!.Count(i => !i.IsStage);

    // A scenario for each table, and three that see a fault of any.
    private static IEnumerable<ScenarioResult> Scenarios(IReadOnlyList<Fault> open)
    {
        foreach (var table in Tables)
            yield return open.FirstOrDefault(f => string.Equals(f.Table, table, StringComparison.Ordinal)) is { } fault
                ? Located(table, table, fault.Cause)
                : Passed(table);
        for (var i = 0; i < 3; i++)
            yield return open.Count == 0 ? Passed($"mart {i}") : Consequence($"mart {i}", open[0].Table, open[0].Table);
    }

    private sealed record Fault(string Table, string Cause, int From, int To)
    {
        public string Title => $"{Table}: {Cause}";
    }
}
