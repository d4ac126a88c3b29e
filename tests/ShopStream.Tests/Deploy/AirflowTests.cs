using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Deploy;

/// <summary>The operator's mapping of exit codes, by Python, against stand-ins of Airflow's classes.</summary>
[TestFixture, Category("Live")]
internal sealed class AirflowTests
{
    private const string Airflow = """
        import logging

        class DAG:
            def __init__(self, **kwargs): pass
            def __enter__(self): return self
            def __exit__(self, *all): pass

        class BaseOperator:
            def __init__(self, task_id=None, **kwargs): self.log = logging.getLogger("task")

        class AirflowException(Exception): pass
        class AirflowFailException(AirflowException): pass
        """;

    private const string Run = """
        import json, sys
        sys.path.insert(0, sys.argv[1]); sys.path.insert(0, sys.argv[2])
        import shopstream_dag as s
        operator = s.ShopStreamOperator(task_id="t", program=["sh", sys.argv[3]], date="2025-11-28", arguments=["--tags", "@nightly"], env={"SAID": "through"})
        try:
            print("returned " + json.dumps(operator.execute({})))
        except Exception as e:
            print(type(e).__name__ + ": " + str(e))
        """;

    [TestCase(0, "returned {\"outcome\": \"passed\", \"said\": \"through\", \"arguments\": \"run --date 2025-11-28 --json --tags @nightly\"}")]
    [TestCase(1, "AirflowFailException: exit code 1: a check failed: passed")]
    [TestCase(2, "AirflowFailException: exit code 2: settings, a feature or SQL is wrong: passed")]
    [TestCase(3, "AirflowException: exit code 3: passed")]
    [TestCase(4, "AirflowFailException: exit code 4: nothing was selected or judged: passed")]
    [TestCase(130, "AirflowException: exit code 130: passed")]
    public async Task Errors_that_need_a_person_are_not_retried(int code, string expected)
    {
        ServerRequirement.Require(OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3"), "no python3");
        var folder = Directory.CreateTempSubdirectory("shopstream-airflow-").FullName;
        try
        {
            foreach (var (file, text) in new[] { ("airflow/__init__.py", Airflow), ("airflow/exceptions.py", "from airflow import AirflowException, AirflowFailException"), ("airflow/models/__init__.py", ""), ("airflow/models/baseoperator.py", "from airflow import BaseOperator"), ("run.py", Run) })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
                await File.WriteAllTextAsync(Path.Combine(folder, file), text);
            }
            await File.WriteAllTextAsync(Path.Combine(folder, "program.sh"), $$"""
                echo "check  1.0 s" >&2
                echo "{\"outcome\": \"passed\", \"said\": \"$SAID\", \"arguments\": \"$*\"}"
                exit {{code}}
                """);
            var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(folder, "run.py"), folder, Path.Combine(Clone.Root, "deploy", "airflow"), Path.Combine(folder, "program.sh")]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();

            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();

            output.Trim().Should().Be(expected, await error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
