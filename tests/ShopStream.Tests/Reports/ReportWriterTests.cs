using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class ReportWriterTests
{
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("shopstream-reports-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Report_is_three_files_in_the_folder_of_the_run()
    {
        var files = await ReportWriter.WriteAsync(Samples.Mixed, Path.Combine(folder, "reports"), default);
        Directory
            .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Should()
            .BeEquivalentTo([files.Results, files.Page, files.JUnit]);
        files.Folder.Should().Be(Path.Combine(folder, "reports", Samples.Mixed.RunId));
    }

    [Test]
    public async Task Results_json_matches_the_snapshot()
    {
        var files = await ReportWriter.WriteAsync(Samples.Mixed, folder, default);
        Snapshot.Match(await File.ReadAllTextAsync(files.Results), "results-mixed");
    }

    [Test]
    public async Task Rendering_again_gives_the_same_bytes()
    {
        // results.json keeps more digits than the page shows; the page must be rendered from the file.
        var run = Samples.Mixed with
        {
            Layers = [new("source", "orders", 1, 1.005m), new("mart", "mart_sales_overview", 1, 1.0049m)],
        };
        var files = await ReportWriter.WriteAsync(run, folder, default);
        var (page, junit, results) = (
            await File.ReadAllBytesAsync(files.Page),
            await File.ReadAllBytesAsync(files.JUnit),
            await File.ReadAllBytesAsync(files.Results)
        );
        File.Delete(files.Page);

        (await ReportWriter.RenderAsync(files.Results, default)).Should().Be(files);
        (await ReportWriter.RenderAsync(files.Folder, default)).Should().Be(files);

        (await File.ReadAllBytesAsync(files.Page)).Should().Equal(page);
        (await File.ReadAllBytesAsync(files.JUnit)).Should().Equal(junit);
        (await File.ReadAllBytesAsync(files.Results)).Should().Equal(results);
    }

    [Test]
    public void Changes_and_trend_are_read_as_they_were_written()
    {
        var read = ResultsJson.Read(
            ResultsJson.Write(Samples.AfterOthers with { Figures = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["only in the history"] = 1 } })
        );
        read.Since.Should().BeEquivalentTo(Samples.AfterOthers.Since);
        read.Trend.Should().BeEquivalentTo(Samples.AfterOthers.Trend, o => o.WithStrictOrdering());
        read.Figures.Should().BeEmpty();
    }

    [TestCase("../elsewhere")]
    [TestCase("a/b")]
    [TestCase("..")]
    [TestCase("")]
    [TestCase("a\n")]
    public async Task Run_id_that_leaves_the_folder_is_rejected(string runId)
    {
        var write = () => ReportWriter.WriteAsync(Samples.Mixed with { RunId = runId }, folder, default);
        await write.Should().ThrowAsync<UsageException>().WithMessage("*run id*expected*");
        Directory.EnumerateFileSystemEntries(folder).Should().BeEmpty();
    }

    [Test]
    public async Task Missing_results_json_is_reported_with_its_path()
    {
        var path = Path.Combine(folder, "no", "results.json");
        var render = () => ReportWriter.RenderAsync(path, default);
        (await render.Should().ThrowAsync<UsageException>()).WithMessage($"{path}: no such file; expected*");
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("[1]")]
    public async Task File_that_is_not_a_results_json_is_rejected(string text) => await Refuses(text);

    // Not a test case: NUnit does not run a case whose name contains a control character.
    [Test]
    public async Task File_of_control_characters_is_rejected() => await Refuses("\u0000\u0001");

    [TestCase("\"schema\": 2", "\"schema\": 3")]
    [TestCase("\"outcome\": \"failed\"", "\"outcome\": \"splendid\"")]
    [TestCase("\"outcome\": \"failed\"", "\"outcome\": 99")]
    [TestCase("\"revenue\": \"2345678.90\"", "\"revenue\": 2345678.9")]
    [TestCase("\"revenue\": \"2345678.90\"", "\"revenue\": \"much\"")]
    [TestCase("\"command\": \"shopstream", "\"comand\": \"shopstream")]
    [TestCase("\"layer\": \"source\"", "\"layer\": null")]
    public async Task Results_json_of_another_shape_is_rejected(string found, string instead)
    {
        var json = ResultsJson.Write(Samples.Mixed);
        json.Should().Contain(found);
        await Refuses(json.Replace(found, instead, StringComparison.Ordinal));
    }

    [Test]
    public async Task Results_json_with_incomplete_changes_is_rejected()
    {
        var json = ResultsJson.Write(Samples.AfterOthers);
        json.Should().Contain("\"stillFailing\": [");
        await Refuses(json.Replace("\"stillFailing\": [", "\"stillFailing\": null, \"x\": [", StringComparison.Ordinal));
    }

    [Test]
    public async Task Unwritable_folder_is_an_infrastructure_error()
    {
        var file = Path.Combine(folder, "a-file");
        await File.WriteAllTextAsync(file, "");
        var write = () => ReportWriter.WriteAsync(Samples.Mixed, file, default);
        await write.Should().ThrowAsync<InfrastructureException>().WithMessage("*cannot be written*--out*");
    }

    [Test]
    public async Task Cancellation_leaves_no_file()
    {
        var write = () => ReportWriter.WriteAsync(Samples.Mixed, folder, new CancellationToken(canceled: true));
        await write.Should().ThrowAsync<OperationCanceledException>();
        Directory
            .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Should()
            .BeEmpty();
    }

    private async Task Refuses(string text)
    {
        var path = Path.Combine(folder, "results.json");
        await File.WriteAllTextAsync(path, text);
        var render = () => ReportWriter.RenderAsync(path, default);
        (await render.Should().ThrowAsync<UsageException>()).WithMessage($"{path}: is not as expected*expected a results.json*");
        Directory.EnumerateFiles(folder).Should().ContainSingle();
    }
}
