using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ShopStream.Tests.Deploy;

/// <summary>
/// Finds in a GitHub workflow what actionlint and a security review would: unknown keys, expressions in scripts, missing permissions, floating actions.
/// </summary>
internal sealed partial class WorkflowCheck
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["workflow"] = "name run-name on permissions env defaults concurrency jobs",
        ["job"] =
            "name needs runs-on permissions environment concurrency outputs env defaults "
            + "if steps timeout-minutes strategy continue-on-error container services",
        ["step"] = "id if name uses run working-directory shell with env continue-on-error timeout-minutes",
        ["input"] = "description required default type options",
    };

    private static readonly HashSet<string> Contexts = new(
        "github env vars job jobs steps runner secrets strategy matrix needs inputs true false null".Split(' '),
        StringComparer.Ordinal
    );

    private static readonly HashSet<string> Functions = new(
        "contains startsWith endsWith format join toJSON fromJSON hashFiles success always cancelled failure".Split(' '),
        StringComparer.Ordinal
    );

    private readonly List<string> found = [];
    private readonly HashSet<string> inputs = new(StringComparer.Ordinal);

    private WorkflowCheck() { }

    /// <summary>The findings, each with its place; none for a good workflow.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var check = new WorkflowCheck();
        try
        {
            check.Workflow((Dictionary<string, object?>)WorkflowYaml.Read(text)!);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or NullReferenceException)
        {
            check.found.Add($"it is not read: {e.Message}");
        }
        return check.found;
    }

    private void Workflow(Dictionary<string, object?> workflow)
    {
        Known("workflow", workflow, "the workflow");
        Triggers(workflow.GetValueOrDefault("on"));
        var jobs = workflow.GetValueOrDefault("jobs") as Dictionary<string, object?> ?? [];
        if (jobs.Count == 0)
            found.Add("there are no jobs");
        foreach (var (name, node) in jobs)
        {
            var job = (Dictionary<string, object?>)node!;
            var permissions = job.GetValueOrDefault("permissions") ?? workflow.GetValueOrDefault("permissions");
            if (permissions is null)
                found.Add($"job {name} has no permissions: its token may do whatever the repository's default allows");
            else if (
                permissions is string all && all is not "read-all"
                || permissions is Dictionary<string, object?> some
                    && some.Any(p => p.Value is not ("read" or "none") && p is not { Key: "pull-requests", Value: "write" })
            )
                found.Add($"job {name} has permissions to write");
            Job(name, job, jobs);
        }
        Expressions("the workflow", workflow, []);
    }

    private void Triggers(object? on)
    {
        if (on is null)
            found.Add("there is no trigger");
        if (on is not Dictionary<string, object?> triggers)
            return;
        foreach (var schedule in (triggers.GetValueOrDefault("schedule") as List<object?> ?? []).Cast<Dictionary<string, object?>>())
            if (schedule.GetValueOrDefault("cron") is not string cron || !Cron().IsMatch(cron))
                found.Add($"the schedule {schedule.GetValueOrDefault("cron")} is not five fields of cron");
        if (
            triggers.GetValueOrDefault("workflow_dispatch") is Dictionary<string, object?> dispatch
            && dispatch.GetValueOrDefault("inputs") is Dictionary<string, object?> declared
        )
            foreach (var (name, input) in declared)
            {
                inputs.Add(name);
                Known("input", (Dictionary<string, object?>)input!, $"the input {name}");
            }
    }

    private void Job(string name, Dictionary<string, object?> job, Dictionary<string, object?> jobs)
    {
        Known("job", job, $"job {name}");
        foreach (var needed in (string[])["runs-on", "steps", "timeout-minutes"])
            if (!job.ContainsKey(needed))
                found.Add($"job {name} has no {needed}");
        foreach (var needs in job.GetValueOrDefault("needs") is string one ? [one] : (job.GetValueOrDefault("needs") as List<object?> ?? []).Cast<string>())
            if (!jobs.ContainsKey(needs))
                found.Add($"job {name} needs the job {needs}, which is not there");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (number, step) in (job.GetValueOrDefault("steps") as List<object?> ?? []).Cast<Dictionary<string, object?>>().Index())
        {
            var place = $"job {name}, step {step.GetValueOrDefault("name") ?? $"{number + 1}"}";
            Known("step", step, place);
            if (step.ContainsKey("uses") == step.ContainsKey("run"))
                found.Add($"{place}: expected one of uses and run");
            if (step.GetValueOrDefault("uses") is string uses && !Action().IsMatch(uses))
                found.Add($"{place}: {uses} is not an action at a version");
            if (step.GetValueOrDefault("run") is string script)
                Script(place, script);
            Expressions(place, step, ids);
            if (step.GetValueOrDefault("id") is string id && !ids.Add(id))
                found.Add($"{place}: the id {id} is there twice");
        }
    }

    private void Script(string place, string script)
    {
        // Whatever an expression gives becomes a part of the script.
        if (Expression().Match(script) is { Success: true } pasted)
            found.Add($"{place}: {pasted.Value} is pasted into the script; pass it by env");
        var start = new ProcessStartInfo("bash", ["-n", "-c", Expression().Replace(script, "x")]) { RedirectStandardError = true, UseShellExecute = false };
        using var bash = Process.Start(start)!;
        var error = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        if (bash.ExitCode != 0)
            found.Add($"{place}: bash does not read the script: {error.Trim()}");
    }

    private void Known(string what, Dictionary<string, object?> map, string place)
    {
        foreach (var unknown in map.Keys.Except(Keys[what].Split(' '), StringComparer.Ordinal))
            found.Add($"{place} has the unknown key {unknown}");
    }

    // Of a step all its expressions; of the workflow those outside of its jobs' steps.
    private void Expressions(string place, object? node, HashSet<string> ids)
    {
        switch (node)
        {
            case string text:
                if (Count(text, "${{") != Count(text, "}}"))
                    found.Add($"{place}: an expression has no end: {text.Trim()}");
                foreach (Match match in Expression().Matches(text))
                    Names(place, match.Groups["inner"].Value, ids);
                break;
            case List<object?> list:
                foreach (var item in list)
                    Expressions(place, item, ids);
                break;
            case Dictionary<string, object?> map:
                foreach (var (key, value) in map)
                {
                    if (key is "steps" && value is List<object?>)
                        continue;
                    if (key is "if" && value is string condition && !condition.Contains("${{", StringComparison.Ordinal))
                        Names(place, condition, ids);
                    else
                        Expressions(place, value, ids);
                }
                break;
        }
    }

    private void Names(string place, string expression, HashSet<string> ids)
    {
        foreach (Match match in Name().Matches(Text().Replace(expression, "''")))
        {
            var parts = match.Groups["name"].Value.Split('.');
            if (match.Groups["call"].Success ? !Functions.Contains(parts[0]) : !Contexts.Contains(parts[0]))
                found.Add($"{place}: {parts[0]} is not known in an expression");
            else if (parts is ["inputs", var input, ..] && !inputs.Contains(input))
                found.Add($"{place}: there is no input {input}");
            else if (parts is ["steps", var id, ..] && !ids.Contains(id))
                found.Add($"{place}: no step before has the id {id}");
        }
    }

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    [GeneratedRegex(@"\$\{\{(?<inner>.*?)\}\}", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Expression();

    [GeneratedRegex("'(?:[^']|'')*'", RegexOptions.None, 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"(?<![\w.])(?<name>[A-Za-z_][\w-]*(\.[\w*-]+)*)(?<call>\s*\()?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(\./\S+|docker://\S+|[\w.-]+/[\w./-]+@(v\d+(\.\d+){0,2}|[0-9a-f]{40}))\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Action();

    [GeneratedRegex(@"^\S+( \S+){4}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cron();
}
