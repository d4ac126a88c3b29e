using System.Diagnostics;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli.View;
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
        verdict.RootElement.GetProperty("exitCode").GetInt32().Should().Be(ExitCodes.Infrastructure, "that of the process");
        verdict.RootElement.GetProperty("checksExitCode").GetInt32().Should().Be(code);
        verdict.RootElement.GetProperty("reportProblem").GetString().Should().Contain(blocked).And.Contain("name another folder with --out");
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

    [TestCase(Passes, ExitCodes.Passed)]
    [TestCase(Fails, ExitCodes.Failed)]
    public async Task Verdict_has_the_exit_code_of_the_process(string check, int code)
    {
        var output = await ShopProgram.RunAsync(
            "check",
            "--json",
            "--quiet",
            "--work",
            work,
            "--out",
            place.In("reports"),
            "--features",
            place.Features(check)
        );

        output.ExitCode.Should().Be(code);
        using var verdict = JsonDocument.Parse(output.Out);
        verdict.RootElement.GetProperty("exitCode").GetInt32().Should().Be(code);
        verdict.RootElement.GetProperty("checksExitCode").GetInt32().Should().Be(code);
        verdict.RootElement.GetProperty("reportProblem").ValueKind.Should().Be(JsonValueKind.Null);
        Directory.EnumerateFiles(place.In("reports"), ".*", SearchOption.AllDirectories).Select(Path.GetFileName).Should().BeSubsetOf([".history.lock"]);
    }

    // /dev/full behaves as a file on a full disk, and >&- closes stdout.
    [TestCase("--json", "> /dev/full", "No space left on device")]
    [NightlyCase("--quiet", "> /dev/full", "No space left on device")]
    [TestCase("--quiet", ">&-", "Access to the path is denied")]
    [Platform("Linux")]
    public async Task Run_whose_verdict_cannot_be_shown_is_in_the_history_and_has_its_report(string option, string redirection, string says)
    {
        var (code, _, error) = await ShellAsync(
            redirection,
            ["check", option, "--work", work, "--out", place.In("reports"), "--features", place.Features(Fails)]
        );

        code.Should().Be(ExitCodes.Infrastructure, error);
        error.Should().Contain(says).And.Contain("run again");
        (await File.ReadAllLinesAsync(place.In("reports/history.jsonl"))).Should().ContainSingle().Which.Should().Contain("\"failed\"");
        Directory.EnumerateFiles(place.In("reports"), "index.html", SearchOption.AllDirectories).Should().HaveCountGreaterThanOrEqualTo(1);
    }

    [TestCase("2> /dev/full")]
    [NightlyCase("2>&-")]
    [Platform("Linux")]
    public async Task Log_that_cannot_be_written_ends_nothing(string redirection)
    {
        var (check, output, _) = await ShellAsync(
            redirection,
            ["check", "--json", "--work", work, "--out", place.In("reports"), "--features", place.Features(Fails)]
        );
        var (usage, _, _) = await ShellAsync(redirection, ["chekc"]);

        check.Should().Be(ExitCodes.Failed);
        using var verdict = JsonDocument.Parse(output);
        verdict.RootElement.GetProperty("exitCode").GetInt32().Should().Be(check);
        usage.Should().Be(ExitCodes.Usage);
    }

    private static async Task<(int ExitCode, string Out, string Error)> ShellAsync(string redirection, string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"exec dotnet \"$@\" {redirection}", "sh", ShopProgram.Assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, await output, error);
    }

    [Test]
    public async Task Interruption_after_the_verdict_does_not_keep_it_out_of_history_and_report()
    {
        using var interruption = new CancellationTokenSource();
        using var shown = new InterruptingWriter(interruption);
        using var error = new StringWriter();
        var host = new CommandHost(shown, error, _ => null) { ProcessTerminationTimeout = null };

        var code = await ShopStream.Cli.Program.RunAsync(
            ["check", "--json", "--quiet", "--work", work, "--out", place.In("reports"), "--features", place.Features(Fails)],
            host,
            interruption.Token
        );

        interruption.IsCancellationRequested.Should().BeTrue();
        code.Should().Be(ExitCodes.Failed, $"{error}");
        using var verdict = JsonDocument.Parse($"{shown}");
        verdict.RootElement.GetProperty("exitCode").GetInt32().Should().Be(code);
        File.Exists(verdict.RootElement.GetProperty("page").GetString()).Should().BeTrue();
        (await File.ReadAllLinesAsync(place.In("reports/history.jsonl"))).Should().ContainSingle();
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

    /// <summary>Interrupts the command as soon as the verdict is on stdout.</summary>
    private sealed class InterruptingWriter(CancellationTokenSource interruption) : StringWriter
    {
        public override void Flush()
        {
            base.Flush();
            if (ToString().Contains('{', StringComparison.Ordinal))
                interruption.Cancel();
        }
    }
}
