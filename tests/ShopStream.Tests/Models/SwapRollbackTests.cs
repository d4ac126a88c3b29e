using System.Collections;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Models;

/// <summary>A swap that fails, and whose rollback does not respond within its deadline either.</summary>
[TestFixture, Category("Slow")]
internal sealed class SwapRollbackTests
{
    // Enough for every other statement on a busy machine.
    private static readonly DuckDeadline Deadline = new(TimeSpan.FromSeconds(5), "warehouse.deadline", "the warehouse");

    [Test]
    public async Task Rollback_that_exceeds_its_deadline_does_not_hide_why_the_swap_failed()
    {
        using var shop = new TestShop();
        using var folder = new TestFolder().With("core/c.sql", "SELECT 1 AS a");
        await shop.Runner.RunAsync(await folder.LoadAsync());
        var before = shop.Objects();
        DuckDBConnection? first = null;
        DuckDBConnection Open()
        {
            var connection = shop.Open();
            first ??= connection;
            return connection;
        }
        var load = new FailingLoad(() => first!);

        var run = () => new ModelRunner(Open, Deadline, TimeProvider.System).RunAsync(folder.LoadAsync().GetAwaiter().GetResult(), load);

        (await run.Should().ThrowAsync<InfrastructureException>())
            .Which.Message.Should()
            .StartWith("The models could not be swapped in; the warehouse keeps those of the previous run: ")
            .And.Contain("no_such_table")
            .And.NotContain("did not respond");
        (await load.Blocked!).Should().BeFalse("the rollback waited for it until its deadline interrupted it");
        shop.Objects().Should().Equal(before);
    }

    /// <summary>
    /// Statements of a load, the first of which fails. Then the connection is busy with a query that does not end, and has no transaction left
    /// to roll back.
    /// </summary>
    private sealed class FailingLoad(Func<DuckDBConnection> connection) : IReadOnlyList<string>
    {
        /// <summary>Whether the query ended by itself; null before it began.</summary>
        public Task<bool>? Blocked { get; private set; }

        public int Count => 1;

        public string this[int index] => throw new NotSupportedException();

        public IEnumerator<string> GetEnumerator()
        {
            DuckDBException? failure = null;
            try
            {
                Execute("SELECT * FROM no_such_table");
            }
            catch (DuckDBException e)
            {
                failure = e;
            }
            Execute("ROLLBACK");
            using var started = new ManualResetEventSlim();
            Blocked = Task.Run(() => EndsByItself(started));
            started.Wait();
            throw failure!;
#pragma warning disable CS0162 // An iterator needs a yield.
            yield break;
#pragma warning restore CS0162
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private bool EndsByItself(ManualResetEventSlim started)
        {
            started.Set();
            try
            {
                Execute("SELECT SUM(a.i * b.i) FROM range(100000000) AS a(i), range(100000) AS b(i)");
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        private void Execute(string sql)
        {
            using var command = connection().CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
