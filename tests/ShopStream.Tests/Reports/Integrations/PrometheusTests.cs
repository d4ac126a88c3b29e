using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class PrometheusTests
{
    [Test]
    public void File_of_a_run_with_every_outcome_matches_the_snapshot() => Snapshot.Match(PrometheusFile.Render(SampleRuns.Mixed), "prometheus-mixed");

    // https://prometheus.io/docs/instrumenting/exposition_formats: a file with one wrong line is refused as a whole.
    [Test]
    public void Every_line_follows_the_text_format_for_any_data()
    {
        foreach (var run in new[] { SampleRuns.Mixed, SampleRuns.Hostile, SampleRuns.Green, Samples.Stopped })
        {
            var lines = PrometheusFile.Render(run).TrimEnd('\n').Split('\n');
            lines
                .Should()
                .OnlyContain(
                    l =>
                        System.Text.RegularExpressions.Regex.IsMatch(
                            l,
                            @"\A(# (HELP|TYPE) [a-z_]+ .+|"
                                + @"[a-z_]+(\{[a-z]+=""([^""\\]|\\[\\""n])*""(,[a-z]+=""([^""\\]|\\[\\""n])*"")*\})? -?[0-9]+(\.[0-9]+)?)\z",
                            System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
                            TimeSpan.FromSeconds(5)
                        ),
                    run.RunId
                );
            lines.Where(l => !l.StartsWith('#')).Select(l => l[..l.LastIndexOf(' ')]).Should().OnlyHaveUniqueItems();
            lines.Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)).Should().OnlyHaveUniqueItems();
        }
    }

    [Test]
    public void Revenue_difference_is_last_mart_minus_source() =>
        PrometheusFile.Render(SampleRuns.Mixed).Should().EndWith("\nshopstream_revenue_difference -0.01\n");

    [Test]
    public void Stage_that_ran_twice_is_one_series() =>
        PrometheusFile
            .Render(SampleRuns.Mixed with { Stages = [new("load", 1.5, null, null), new("load", 0.25, null, null)] })
            .Should()
            .Contain("shopstream_stage_seconds{stage=\"load\"} 1.75\n");

    [Test]
    public async Task File_is_replaced_atomically_and_its_folder_created()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-prom-").FullName;
        try
        {
            var path = Path.Combine(folder, "new", "shop.prom");
            await PrometheusFile.WriteAsync(SampleRuns.Mixed, path, CancellationToken.None);
            // Whoever has the old file open reads it to its end: it is replaced and not written over.
            await using var scrape = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await PrometheusFile.WriteAsync(SampleRuns.Green, path, CancellationToken.None);

            using var scraped = new StreamReader(scrape);
            (await scraped.ReadToEndAsync()).Should().Be(PrometheusFile.Render(SampleRuns.Mixed));
            (await File.ReadAllTextAsync(path)).Should().Be(PrometheusFile.Render(SampleRuns.Green));
            Directory.GetFiles(Path.Combine(folder, "new")).Should().ContainSingle();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Broken_run_has_its_outcome_and_no_rows() =>
        PrometheusFile
            .Render(Samples.Stopped)
            .Should()
            .Contain("shopstream_run_outcome{outcome=\"error\"} 1\n")
            .And.Contain("shopstream_run_exit_code 3\n")
            .And.NotContain("shopstream_rows");
}
