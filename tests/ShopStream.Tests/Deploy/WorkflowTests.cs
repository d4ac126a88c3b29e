using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Deploy;

/// <summary>The workflows of GitHub: the project's own, and the one to copy.</summary>
[TestFixture, Category("Fast")]
internal sealed class WorkflowTests
{
    private const string Good = """
        name: nightly
        on:
          schedule:
            - cron: '15 2 * * *'
          workflow_dispatch:
            inputs:
              date:
                description: yyyy-MM-dd
                required: false
        permissions:
          contents: read
        jobs:
          one:
            runs-on: ubuntu-latest
            timeout-minutes: 5
            steps:
              - uses: actions/checkout@v4
              - name: Judge
                id: judge
                if: always() && steps.judged.outcome != 'skipped'
                env:
                  DATE: ${{ inputs.date }}
                run: |
                  echo "$DATE"
              - run: echo "$SAID"
                env:
                  SAID: ${{ steps.judge.outputs.said || github.token }}
        """;

    private static IEnumerable<string> Files =>
        Directory
            .GetFiles(Path.Combine(Clone.Root, ".github", "workflows"), "*.yml")
            .Concat(Directory.GetFiles(Path.Combine(Clone.Root, "deploy", "github"), "*.yml"))
            .Select(f => Path.GetRelativePath(Clone.Root, f))
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public void Workflow_is_read_and_safe(string file) => WorkflowCheck.Of(File.ReadAllText(Path.Combine(Clone.Root, file))).Should().BeEmpty();

    [Test]
    public void Good_workflow_has_no_findings() =>
        WorkflowCheck.Of(Good.Replace("steps.judged.outcome != 'skipped'", "success()", StringComparison.Ordinal)).Should().BeEmpty();

    [TestCase("echo \"$DATE\"", "echo ${{ inputs.date }}", "${{ inputs.date }} is pasted into the script; pass it by env")]
    [TestCase("echo \"$DATE\"", "echo '${{ github.event.head_commit.message }}'", "is pasted into the script")]
    [TestCase("echo \"$DATE\"", "run ${{ inputs.date && format('--date {0}', inputs.date) || '' }}", "is pasted into the script")]
    [TestCase("run: echo \"$SAID\"", "run: echo ${{ vars.SAID }}", "is pasted into the script")]
    [TestCase("permissions:\n  contents: read\n", "", "job one has no permissions")]
    [TestCase("contents: read", "contents: write", "job one has permissions to write")]
    [TestCase("permissions:\n  contents: read\n", "permissions: write-all\n", "job one has permissions to write")]
    [TestCase("actions/checkout@v4", "actions/checkout", "is not an action at a version")]
    [TestCase("actions/checkout@v4", "actions/checkout@main", "is not an action at a version")]
    [TestCase("timeout-minutes: 5\n    ", "", "job one has no timeout-minutes")]
    [TestCase("runs-on: ubuntu-latest", "run-on: ubuntu-latest", "the unknown key run-on")]
    [TestCase("inputs.date", "inputs.day", "there is no input day")]
    [TestCase("steps.judge.outputs", "steps.other.outputs", "no step before has the id other")]
    [TestCase("github.token", "githb.token", "githb is not known in an expression")]
    [TestCase("always()", "allways()", "allways is not known in an expression")]
    [TestCase("${{ inputs.date }}", "${{ inputs.date }", "an expression has no end")]
    [TestCase("15 2 * * *", "15 2 * *", "is not five fields of cron")]
    [TestCase("echo \"$DATE\"", "if true; then echo", "bash does not read the script")]
    [TestCase("- run: echo \"$SAID\"", "- name: nothing", "expected one of uses and run")]
    [TestCase("    timeout-minutes: 5", "\ttimeout-minutes: 5", "there is a tab")]
    [TestCase("    timeout-minutes: 5", "    timeout-minutes: 5\n    timeout-minutes: 6", "timeout-minutes is there twice")]
    public void Fault_is_found(string good, string bad, string finding)
    {
        var workflow = Good.Replace("steps.judged.outcome != 'skipped'", "success()", StringComparison.Ordinal);
        workflow.Should().Contain(good);

        WorkflowCheck.Of(workflow.Replace(good, bad, StringComparison.Ordinal)).Should().Contain(f => f.Contains(finding, StringComparison.Ordinal));
    }

    [Test]
    public void Step_that_is_not_there_is_found() => WorkflowCheck.Of(Good).Should().ContainSingle().Which.Should().Contain("no step before has the id judged");

    [Test]
    public void Nightly_workflow_keeps_its_history_and_reads_a_private_repository()
    {
        var text = File.ReadAllText(Path.Combine(Clone.Root, "deploy", "github", "nightly.yml"));
        var steps = Steps(text);

        steps.Select(s => s.GetValueOrDefault("uses") as string).Should().ContainInOrder("actions/cache/restore@v4", "actions/cache/save@v4");
        var (restore, save) = (With(steps, "actions/cache/restore@v4"), With(steps, "actions/cache/save@v4"));
        (restore["path"], save["path"]).Should().Be(("reports/history.jsonl", "reports/history.jsonl"));
        save["key"].Should().Be(restore["key"], "a run continues what it restored");
        ((string)save["key"]!)
            .Should()
            .StartWith((string)restore["restore-keys"]!, "the next run finds it")
            .And.Contain("github.run_id", "a key is written once");
        steps
            .Single(s => s.GetValueOrDefault("uses") is "actions/cache/save@v4")["if"]
            .Should()
            .Be("always() && hashFiles('reports/history.jsonl') != ''", "a failed run is history, too");
        steps
            .Select(s => s.GetValueOrDefault("with"))
            .OfType<Dictionary<string, object?>>()
            .Single(w => w.ContainsKey("repository"))["token"]
            .Should()
            .Be("${{ secrets.SHOPSTREAM_TOKEN || github.token }}");
    }

    // The date that somebody enters is one argument, whatever it contains, and none if it is empty.
    [TestCase("2025-11-28", 3, "run|--date|2025-11-28")]
    [TestCase("", 0, "run")]
    [TestCase("2025-11-28; echo pasted", 0, "run|--date|2025-11-28; echo pasted")]
    [TestCase("$(echo pasted)", 1, "run|--date|$(echo pasted)")]
    public async Task Nightly_workflow_runs_once_more_after_exit_code_3_and_passes_the_date(string date, int code, string arguments)
    {
        var script = (string)
            Steps(File.ReadAllText(Path.Combine(Clone.Root, "deploy", "github", "nightly.yml")))
                .Single(s => s.GetValueOrDefault("name") is "Run and judge; once more if it was the infrastructure")["run"]!;
        var stub = $"shopstream() {{ (IFS='|'; echo \"$*\"); return {code}; }}\nsleep() {{ echo slept; }}\n";
        var start = new System.Diagnostics.ProcessStartInfo("bash", ["-e", "-c", stub + script]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["DATE"] = date;
        using var bash = System.Diagnostics.Process.Start(start)!;

        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        output.Trim().Split('\n').Should().Equal(code == 3 ? [arguments, "slept", arguments] : [arguments]);
        bash.ExitCode.Should().Be(code);
    }

    [Test]
    public void Pull_request_workflow_reads_the_history_and_comments_whatever_compare_found()
    {
        var steps = Steps(File.ReadAllText(Path.Combine(Clone.Root, "deploy", "github", "pull-request.yml")));

        ((Dictionary<string, object?>)steps[0]["with"]!)["fetch-depth"]!.ToString().Should().Be("0", "the base is read from the history");
        steps
            .Select(s => s.GetValueOrDefault("run") as string)
            .OfType<string>()
            .SelectMany(r => r.Split('\n'))
            .Where(l => l.Contains("shopstream ", StringComparison.Ordinal) && !l.Contains("dotnet", StringComparison.Ordinal))
            .Select(l => l.Trim())
            .Should()
            .Equal("code=0; shopstream test || code=$?", "shopstream run", "shopstream compare", "shopstream comment");
        steps.Single(s => s.GetValueOrDefault("name") is "Comment")["if"].Should().Be("always() && steps.compare.outcome != 'skipped'");
    }

    [Test]
    public void GitLab_job_runs_the_same_commands_and_ends_with_the_code_of_compare()
    {
        var file = File.ReadAllText(Path.Combine(Clone.Root, "deploy", "gitlab", "pull-request.gitlab-ci.yml"));
        var job = (Dictionary<string, object?>)((Dictionary<string, object?>)WorkflowYaml.Read(file)!)["shopstream"]!;
        var script = ((List<object?>)job["script"]!).Cast<string>().ToList();

        ((Dictionary<string, object?>)job["variables"]!)["GIT_DEPTH"].Should().Be("0");
        script[^1].Should().Be("exit \"$code\"");
        script
            .FindIndex(l => l.Contains("shopstream compare", StringComparison.Ordinal))
            .Should()
            .BeLessThan(script.FindIndex(l => l.Contains("shopstream comment", StringComparison.Ordinal)));
        file.Should().Contain("dotnet tool install --tool-path /tmp/tools ShopStream.Quality.Tool --add-source /tmp/packages");
    }

    private static List<Dictionary<string, object?>> Steps(string text)
    {
        var workflow = (Dictionary<string, object?>)WorkflowYaml.Read(text)!;
        var job = (Dictionary<string, object?>)((Dictionary<string, object?>)workflow["jobs"]!).Values.Single()!;
        return [.. ((List<object?>)job["steps"]!).Cast<Dictionary<string, object?>>()];
    }

    private static Dictionary<string, object?> With(List<Dictionary<string, object?>> steps, string uses) =>
        (Dictionary<string, object?>)steps.Single(s => string.Equals(s.GetValueOrDefault("uses") as string, uses, StringComparison.Ordinal))["with"]!;
}
