using System.Net.Sockets;
using System.Security.Authentication;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Source;

/// <summary>
/// Every class of PostgreSQL's errors: what has to be changed first ends with 2 and never says "run again", what may pass later ends with 3 and does.
/// </summary>
[TestFixture, Category("Fast")]
internal sealed class SqlStatesTests
{
    // The classes of appendix A of PostgreSQL's manual.
    private static readonly string[] Classes =
    [
        "00",
        "01",
        "02",
        "03",
        "08",
        "09",
        "0A",
        "0B",
        "0F",
        "0L",
        "0P",
        "0Z",
        "10",
        "20",
        "21",
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
        "28",
        "2B",
        "2D",
        "2F",
        "34",
        "38",
        "39",
        "3B",
        "3D",
        "3F",
        "40",
        "42",
        "44",
        "53",
        "54",
        "55",
        "57",
        "58",
        "72",
        "F0",
        "HV",
        "P0",
        "XX",
    ];

    private static readonly string[] Retryable = ["08", "40", "53", "57", "58", "72"];

    [TestCaseSource(nameof(Classes))]
    public void Every_class_has_a_rule_with_an_advice_that_fits_its_exit_code(string state)
    {
        SqlStates.All.Should().Contain(r => r.State == state);

        Judged($"{state}000", retryable: Retryable.Contains(state, StringComparer.Ordinal));
    }

    [TestCase("40001", true, Description = "serialization failure")]
    [TestCase("40P01", true, Description = "deadlock")]
    [TestCase("08006", true)]
    [TestCase("08P01", true, Description = "protocol violation, as of a pooler that restarts")]
    [TestCase("53100", true, Description = "the server's disk is full")]
    [TestCase("53300", true, Description = "too many connections")]
    [TestCase("55006", true, Description = "object in use")]
    [TestCase("55P03", true, Description = "lock not available")]
    [TestCase("57014", true, Description = "cancelled")]
    [TestCase("57P01", true, Description = "the administrator shuts down")]
    [TestCase("57P03", true, Description = "the server starts up")]
    [TestCase("58030", true, Description = "I/O error of the server")]
    [TestCase("72000", true, Description = "snapshot too old")]
    [TestCase("25P03", true, Description = "idle in transaction for too long")]
    [TestCase("HV00N", true, Description = "a foreign server that cannot be reached")]
    [TestCase("22003", false, Description = "numeric value out of range")]
    [TestCase("22P02", false, Description = "invalid text representation")]
    [TestCase("22021", false, Description = "character not in repertoire")]
    [TestCase("22012", false, Description = "division by zero in a view")]
    [TestCase("25006", false, Description = "read-only transaction")]
    [TestCase("28P01", false, Description = "wrong password")]
    [TestCase("3D000", false, Description = "no such database")]
    [TestCase("3F000", false, Description = "no such schema")]
    [TestCase("42501", false, Description = "no SELECT, no USAGE")]
    [TestCase("42P01", false, Description = "no such table")]
    [TestCase("54000", false, Description = "a row that is too large")]
    [TestCase("54011", false, Description = "too many columns")]
    [TestCase("55000", false, Description = "a materialized view that is not populated")]
    [TestCase("P0001", false, Description = "RAISE EXCEPTION in a function")]
    [TestCase("XX000", false, Description = "invalid memory alloc request size")]
    [TestCase("XX001", false, Description = "data corrupted")]
    [TestCase("ZZ999", false, Description = "a class that does not exist")]
    [TestCase("", false)]
    public void Single_states_end_with_the_exit_code_of_their_kind(string state, bool retryable) => Judged(state, retryable);

    [Test]
    public void Rules_are_unambiguous() =>
        SqlStates.All.Select(r => r.State).Should().OnlyHaveUniqueItems().And.OnlyContain(s => s.Length == 2 || s.Length == 5);

    [TestCase("22P02", "invalid input syntax for type integer: \"zq@person.example\"")]
    [TestCase("22008", "date/time field value out of range: \"zq 1970\"")]
    [TestCase("22003", "value \"zq99999999999\" is out of range for type integer")]
    [TestCase("23505", "duplicate key value violates unique constraint \"zqkey\" (zq)=(zq@person.example)")]
    [TestCase("P0001", "customer zq@person.example must not be exported")]
    [TestCase("38000", "function failed for 'zq@person.example'")]
    [TestCase("XX000", "unexpected value \"zq@person.example\"")]
    [TestCase("QQ000", "unexpected value \"zq@person.example\"")]
    public void No_value_of_a_row_is_shown(string state, string message)
    {
        var e = Postgres(state, message);

        SourceFailure
            .Problem("users", e, "COPY (SELECT id, email FROM users) TO STDOUT", "users")
            .Message.Should()
            .NotContain("person")
            .And.NotContain("1970")
            .And.NotContain("999")
            .And.Contain(state);
        SourceFailure.Missing("db", e, "SELECT id FROM users").Reason.Should().NotContain("person").And.NotContain("1970");
    }

    [Test]
    public void Bad_value_names_the_setting_that_leaves_its_column_out() =>
        SourceFailure
            .Problem("raw/postgres/users/users.csv", Postgres("22P02", "invalid input syntax"), null, "users")
            .Message.Should()
            .Be(
                "raw/postgres/users/users.csv: invalid input syntax (22P02). "
                    + "Correct the value in the source, read the table through a view that does, or leave the column out with source.columns.users."
            );

    [Test]
    public void Cancelled_backend_is_not_called_a_deadline()
    {
        var cancelled = Postgres("57014", "canceling statement due to user request");

        SourceFailure.IsDeadline(cancelled).Should().BeFalse();
        SourceFailure.IsDeadline(Postgres("57014", "canceling statement due to statement timeout")).Should().BeTrue();
        SourceFailure.IsDeadline(new SourceTooSlowException(TimeSpan.FromSeconds(1), null)).Should().BeTrue();
        SourceFailure.Explain(cancelled).Should().StartWith("another session cancelled the statement (57014)").And.EndWith("Run again.");
    }

    [TestCase("unsupported startup parameter: options", "pooler")]
    [TestCase("unsupported startup parameter in options: geqo", "pooler")]
    public void Refusal_of_a_pooler_is_permanent_and_names_the_remedy(string message, string remedy)
    {
        var problem = SourceFailure.Problem("db", Postgres("08P01", message));

        problem.Should().BeOfType<UsageException>();
        problem.Message.Should().Contain(remedy).And.Contain("PGOPTIONS").And.NotContainEquivalentOf("run again");
    }

    [Test]
    public void Failures_without_a_state_are_judged_by_their_cause()
    {
        Code(new NpgsqlException("x", new SocketException((int)SocketError.ConnectionRefused))).Should().Be(ExitCodes.Infrastructure);
        Code(new NpgsqlException("x", new SocketException((int)SocketError.TryAgain))).Should().Be(ExitCodes.Infrastructure);
        Code(new NpgsqlException("x", new IOException("broken pipe"))).Should().Be(ExitCodes.Infrastructure);
        Code(new InvalidOperationException("lost")).Should().Be(ExitCodes.Infrastructure);
        Code(new NpgsqlException("x", new SocketException((int)SocketError.HostNotFound))).Should().Be(ExitCodes.Usage);
        Code(new NpgsqlException("SSL connection requested. No SSL enabled connection from this host is configured.")).Should().Be(ExitCodes.Usage);
        Code(new NpgsqlException("x", new AuthenticationException("The remote certificate is invalid"))).Should().Be(ExitCodes.Usage);

        static int Code(Exception e)
        {
            var problem = SourceFailure.Problem("db", e);
            SaysAgain(problem.Message).Should().Be(problem is InfrastructureException, problem.Message);
            return problem.ExitCode;
        }
    }

    private static void Judged(string state, bool retryable)
    {
        var e = Postgres(state, "it failed");
        var problem = SourceFailure.Problem("db", e, "SELECT 1", "orders");
        var missing = SourceFailure.Missing("db", e, "SELECT 1");

        problem.ExitCode.Should().Be(retryable ? ExitCodes.Infrastructure : ExitCodes.Usage);
        missing.Kind.Should().Be(retryable ? MissingMeasurementKind.Unavailable : MissingMeasurementKind.Refused);
        foreach (var message in new[] { problem.Message, missing.Reason })
        {
            SaysAgain(message).Should().Be(retryable, message);
            message.Should().EndWith(".").And.NotContain("{table}").And.NotContain("..");
        }
    }

    private static bool SaysAgain(string message) => message.Contains("run again", StringComparison.OrdinalIgnoreCase);

    private static PostgresException Postgres(string state, string message) => new(message, "ERROR", "ERROR", state);
}
