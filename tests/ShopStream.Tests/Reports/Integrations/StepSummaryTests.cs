using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.GitHub;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class StepSummaryTests
{
    [Test]
    public void Summary_of_a_run_with_every_outcome_matches_the_snapshot() => Snapshot.Match(StepSummary.Render(SampleRuns.Mixed), "summary-mixed");

    [Test]
    public void Hostile_data_becomes_neither_markup_nor_rows()
    {
        var text = StepSummary.Render(SampleRuns.Hostile);

        text.Should().NotContainAny("<script", "<!channel", "](", "`", "@all", " #12 ", "$x", "\u001B", "\u0000", "\u202E", "\\");
        text.Replace("<br>", "", StringComparison.Ordinal).Should().NotContain("<");
        text.Split('\n')
            .Where(l => l.StartsWith('|'))
            .Should()
            .OnlyContain(l => l.Count(c => c == '|') == 3 || l.Count(c => c == '|') == 4, "a pipe in data does not start a cell");
        text.Split('\n').Should().NotContain(l => l.StartsWith("::", StringComparison.Ordinal));
    }

    [Test]
    public void Summary_fits_for_any_run_and_counts_what_is_left_out()
    {
        var text = StepSummary.Render(Samples.Large(3_000));
        Encoding.UTF8.GetByteCount(text).Should().BeLessThan(StepSummary.MostBytes);
        text.Should().EndWith("… and 200 more in the report\n\n");
    }

    [Test]
    public void Existing_content_reduces_the_available_space()
    {
        var (all, text) = (StepSummary.Render(SampleRuns.Mixed), StepSummary.Render(SampleRuns.Mixed, 1_600));
        Encoding.UTF8.GetByteCount(text).Should().BeLessThanOrEqualTo(1_600);
        text.Should().StartWith(all[..200]).And.EndWith("more in the report\n\n");
        StepSummary.Render(SampleRuns.Mixed, 100).Should().BeEmpty("half a verdict is none");
    }

    [Test]
    public void Broken_run_shows_the_problem_and_no_scenarios()
    {
        var text = StepSummary.Render(Samples.Stopped);
        text.Should().Contain("connection refused").And.Contain("set PGHOST and PGPORT").And.NotContain("###");
    }

    [Test]
    public async Task Summary_is_appended()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "# Others\n");
            await StepSummary.AppendAsync(SampleRuns.Green, path, CancellationToken.None);
            (await File.ReadAllTextAsync(path)).Should().Be("# Others\n" + StepSummary.Render(SampleRuns.Green));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
