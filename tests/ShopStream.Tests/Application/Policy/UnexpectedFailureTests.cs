using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Policy;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Application.Policy;

/// <summary>An exception that nothing foresees becomes a message with stage and table, a log file and an exit code.</summary>
[TestFixture, Category("Fast")]
public sealed class UnexpectedFailureTests
{
    [Test]
    public void Message_has_stage_and_table_but_no_value_and_the_log_has_the_details()
    {
        var problem = UnexpectedFailure.Of(Thrown(new InvalidOperationException("zq@person.example at postgres://me:pw-zq@db")), TimeProvider.System);

        problem.Should().BeOfType<UsageException>();
        problem
            .Message.Should()
            .StartWith("shopstream failed unexpectedly (stage load, table orders): InvalidOperationException.")
            .And.NotContain("zq")
            .And.Contain("Leave orders out")
            .And.NotContain("run again");
        var log = Log(problem.Message);
        log.Should().StartWith("stage load, table orders\n").And.Contain("zq@person.example").And.Contain("Thrown").And.NotContain("pw-zq");
    }

    [TestCase(typeof(IOException))]
    [TestCase(typeof(UnauthorizedAccessException))]
    [TestCase(typeof(TimeoutException))]
    public void Failure_of_the_machine_may_be_retried(Type type)
    {
        var problem = UnexpectedFailure.Of(Thrown((Exception)Activator.CreateInstance(type, "No space left on device")!), TimeProvider.System);

        problem.Should().BeOfType<InfrastructureException>();
        problem.Message.Should().Contain("stage load, table orders").And.Contain("run again");
        Log(problem.Message).Should().Contain("No space left on device");
    }

    [Test]
    public void Innermost_place_counts()
    {
        var e = new InvalidOperationException();
        FailurePlace.Note(e, stage: "load", table: "orders").Should().BeFalse();
        FailurePlace.Note(e, stage: "check", table: "users").Should().BeFalse();

        (FailurePlace.StageOf(e), FailurePlace.TableOf(e)).Should().Be(("load", "orders"));
    }

    private static Exception Thrown(Exception e)
    {
        try
        {
            FailurePlace.Note(e, "load", "orders");
            throw e;
        }
        catch (Exception thrown) when (ReferenceEquals(thrown, e))
        {
            return thrown;
        }
    }

    private static string Log(string message)
    {
        var file = Regex.Match(message, @"Details are in (?<file>\S+\.log)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["file"].Value;
        var text = File.ReadAllText(file);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Delete(file);
        return text;
    }
}
