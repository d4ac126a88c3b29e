using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents;

/// <summary>All incidents of the recorded runs, and their times to detect and to recover.</summary>
[TestFixture, Category("Fast")]
internal sealed class IncidentLogTests
{
    [Test]
    public void Log_lists_every_incident_once_with_the_run_that_resolved_it()
    {
        var nights = new Nights();
        nights.Add(Night(0, Located("A", "raw orders", "missing"), Passed("B")));
        nights.Add(Night(1, Located("A", "raw orders", "missing"), About("B", "raw users", Outcome.Failed)));
        nights.Add(Night(2, Passed("A"), About("B", "raw users", Outcome.Failed)));

        IncidentLog
            .Of(nights.History)
            .Select(i => (i.Incident.Place, i.Incident.Days, i.ResolvedBy?.RunId))
            .Should()
            .Equal(("raw orders", 2, "night-002"), ("raw users", 2, null));
    }

    [Test]
    public void Log_measures_the_time_from_the_last_run_without_the_fault_and_to_the_first_without_it()
    {
        var nights = new Nights();
        nights.Add(Night(0, Passed("A"), Located("B", "raw users", "missing")));
        nights.Add(Night(1, Passed("B")));
        nights.Add(Night(3, Located("A", "raw orders", "missing"), Passed("B")));
        nights.Add(Night(5, Located("A", "raw orders", "missing"), Passed("B")));
        nights.Add(Broken(6, "extract", "A", "B"));
        nights.Add(Night(8, Passed("A"), Passed("B")));

        IncidentLog
            .Of(nights.History)
            .Select(i => (i.Incident.Place, i.ToDetect?.TotalDays, i.ToRecover?.TotalDays))
            .Should()
            .Equal(
                // The first run has found it; nothing is known of the time before.
                ("raw users", null, 1d),
                // The run of night 1 did not judge A.
                ("raw orders", 3d, 5d),
                ("stage extract", 1d, 2d)
            );
    }

    [Test]
    public void Log_has_no_time_to_recover_while_the_incident_is_open()
    {
        var nights = new Nights();
        nights.Add(Night(0, Located("A", "raw orders", "missing")));

        IncidentLog.Of(nights.History).Should().ContainSingle().Which.ToRecover.Should().BeNull();
    }
}
