using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>A verdict that cannot be written is shown all the same.</summary>
[TestFixture, Category("Live")]
internal sealed class VerdictTests
{
    private const string Passes = "raw orders has as many rows as source orders";
    private const string Fails = "total_amount in raw orders is at most 0";

    private TestWorkspace place = null!;
    private string work = null!;

    [OneTimeSetUp]
    public async Task CopyAsync() => work = (await LoadedShop.GetAsync()).Copy().WorkFolder;

    [SetUp]
    public void Open() => place = new TestWorkspace();

    [TearDown]
    public void Close() => place.Dispose();

    [TestCase(Passes, Outcome.Passed, ExitCodes.Passed)]
    [TestCase(Fails, Outcome.Failed, ExitCodes.Failed)]
    public async Task Report_folder_that_cannot_be_written_does_not_lose_the_verdict(string check, Outcome outcome, int code)
    {
        var blocked = Path.Combine(place.With("file", ""), "reports");
        string[] options = ["check", "--quiet", "--work", work, "--out", blocked, "--features", place.Features(check)];

        var json = await ShopProgram.RunAsync([.. options, "--json"]);
        var text = await ShopProgram.RunAsync(options);

        using var verdict = JsonDocument.Parse(json.Out);
        verdict.RootElement.GetProperty("outcome").GetString().Should().Be(JsonNamingPolicy.CamelCase.ConvertName($"{outcome}"));
        verdict.RootElement.GetProperty("exitCode").GetInt32().Should().Be(code, "that of the checks");
        text.Out.Should().Contain(Outcomes.NameOf(outcome));
        foreach (var output in new[] { json, text })
        {
            output.ExitCode.Should().Be(ExitCodes.Infrastructure);
            foreach (var file in new[] { "history", "report", "page of all runs" })
                output.Error.Should().Contain($"{file}: not written: ");
            output
                .Error.Should()
                .Contain(blocked)
                .And.Contain("name another folder with --out")
                .And.Contain($"The verdict stands as it was shown (exit code {code}).");
        }
    }

    // The report's own folder cannot be created, but the history can be written.
    [Test]
    public async Task History_has_the_run_whose_report_cannot_be_written()
    {
        place.With("reports/index.html/file", "");

        var output = await ShopProgram.RunAsync("check", "--quiet", "--work", work, "--out", place.In("reports"), "--features", place.Features(Fails));

        output.ExitCode.Should().Be(ExitCodes.Infrastructure);
        output.Error.Should().Contain("page of all runs: not written").And.NotContain("history: not written");
        (await File.ReadAllLinesAsync(place.In("reports/history.jsonl"))).Should().ContainSingle().Which.Should().Contain("\"failed\"");
        Directory.EnumerateFiles(place.In("reports"), "results.json", SearchOption.AllDirectories).Should().ContainSingle();
    }
}
