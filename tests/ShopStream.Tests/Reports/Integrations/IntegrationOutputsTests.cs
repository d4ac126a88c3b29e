using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Files;
using ShopStream.Reports.Integrations;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class IntegrationOutputsTests
{
    private string folder = null!;

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("shopstream-integrations-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Only_messages_are_written_by_default()
    {
        var warnings = await WriteAsync(new());

        warnings.Should().BeEmpty();
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f))
            .Should()
            .Equal(Path.Combine("run", "messages.ndjson"));
    }

    [Test]
    public async Task Each_failing_integration_is_one_warning_and_the_others_run()
    {
        var commands = new StringWriter();
        var file = Path.Combine(folder, "a-file");
        await File.WriteAllTextAsync(file, "");

        var warnings = await WriteAsync(
            new()
            {
                Annotations = commands,
                StepSummary = Path.Combine(folder, "missing", "summary.md"),
                Prometheus = Path.Combine(file, "below", "shop.prom"),
                OpenLineage = Path.Combine(file, "lineage.ndjson"),
                Webhook = "no URL: secret",
                WebhookAlways = true,
            }
        );

        warnings.Select(w => w[..w.IndexOf(':', StringComparison.Ordinal)]).Should().Equal("step summary", "prometheus", "openlineage", "webhook");
        warnings.Should().OnlyContain(w => !w.Contains('\n') && !w.Contains("secret", StringComparison.Ordinal));
        commands.ToString().Should().StartWith("::error ");
    }

    private async Task<List<string>> WriteAsync(IntegrationOptions options)
    {
        var run = Path.Combine(folder, "run");
        var warnings = new List<string>();
        await IntegrationOutputs.PublishAsync(
            new PublishedRun(SampleRuns.Mixed, ReportFiles.In(run), RunHistory.Empty),
            options,
            warnings.Add,
            TimeProvider.System,
            CancellationToken.None
        );
        return warnings;
    }
}
