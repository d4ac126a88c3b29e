using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Deploy;

/// <summary>The DAG and its operator, by Python, against stand-ins of the classes of Airflow 2 and 3.</summary>
[TestFixture, Category("Live")]
internal sealed class AirflowTests
{
    [TestCase(3)]
    [NightlyCase(2)]
    public async Task The_operator_ends_reports_and_is_retried_as_its_docstring_says(int version)
    {
        ServerRequirement.Require(OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3"), "no python3");
        var tests = Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Deploy", "Airflow", "test_shopstream.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [tests, Path.Combine(Clone.Root, "deploy", "airflow"), $"{version}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);

            var errors = await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);

            errors.Should().MatchRegex(@"Ran (2\d|[3-9]\d) tests", "unittest found them");
            process.ExitCode.Should().Be(0, errors + await output);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
