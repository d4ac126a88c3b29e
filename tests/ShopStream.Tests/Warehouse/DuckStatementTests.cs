using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Duck;

namespace ShopStream.Tests.Warehouse;

/// <summary>The deadline of a statement interrupts it, and does not deny what is done.</summary>
[TestFixture, Category("Fast")]
internal sealed class DuckStatementTests
{
    private static readonly DuckDeadline Short = new(TimeSpan.FromMilliseconds(50), "warehouse.deadline", "the warehouse");

    // For SELECT 7 on a busy machine.
    private static readonly DuckDeadline Enough = new(TimeSpan.FromSeconds(2), "warehouse.deadline", "the warehouse");

    [Test]
    public async Task Statement_that_ends_in_spite_of_the_interrupt_has_its_result()
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();

        (await DuckStatement.RunAsync(connection, "SELECT 7", [], command => EndLate(command), Enough, CancellationToken.None)).Should().Be(7);
    }

    [Test]
    public async Task Statement_that_is_interrupted_names_the_setting()
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        const string Endless = "SELECT SUM(a.i * b.i) FROM range(100000000) AS a(i), range(100000) AS b(i)";

        var run = () => DuckStatement.RunAsync(connection, Endless, [], command => command.ExecuteScalar(), Short, CancellationToken.None);

        (await run.Should().ThrowAsync<DeadlineException>()).WithMessage("the warehouse did not respond within 0.05 s (setting warehouse.deadline)");
    }

    // As a COMMIT, which DuckDB does not interrupt.
    private static int EndLate(DuckDBCommand command)
    {
        var result = (int)command.ExecuteScalar()!;
        using var never = new ManualResetEventSlim();
        never.Wait(Enough.Span + TimeSpan.FromMilliseconds(300));
        return result;
    }
}
