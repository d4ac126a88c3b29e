using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.DuckDb;

namespace ShopStream.Tests.Warehouse;

/// <summary>A query that fails beside others runs again alone.</summary>
[TestFixture, Category("Fast")]
internal sealed class QueryGateTests
{
    private int running;
    private int most;

    [Test]
    public async Task No_more_queries_than_places_run_at_a_time()
    {
        (running, most) = (0, 0);
        using var gate = new QueryGate(2);

        var all = Enumerable.Range(0, 20).Select(i => gate.RunAsync(() => MeasuredAsync(() => i), _ => false, CancellationToken.None));

        (await Task.WhenAll(all)).Should().Equal(Enumerable.Range(0, 20));
        most.Should().Be(2);
    }

    [Test]
    public async Task Queries_that_need_all_memory_run_again_alone_and_do_not_wait_for_each_other()
    {
        using var gate = new QueryGate(2);
        (running, most) = (0, 0);

        var all = Enumerable
            .Range(0, 20)
            .Select(i =>
                gate.RunAsync(
                    () => MeasuredAsync(() => running > 1 && i % 2 == 0 ? throw new InvalidOperationException("no memory") : i),
                    e => e is InvalidOperationException,
                    CancellationToken.None
                )
            );

        (await Task.WhenAll(all).WaitAsync(TimeSpan.FromMinutes(1))).Should().Equal(Enumerable.Range(0, 20));
    }

    [Test]
    public async Task Query_that_fails_alone_fails()
    {
        using var gate = new QueryGate(2);
        var tries = 0;
        var run = () => gate.RunAsync<int>(() => throw new InvalidOperationException($"try {++tries}"), _ => true, CancellationToken.None);

        (await run.Should().ThrowAsync<InvalidOperationException>()).WithMessage("try 2");

        (await gate.RunAsync(() => Task.FromResult(7), _ => false, CancellationToken.None)).Should().Be(7, "every place is free again");
        (await gate.RunAsync(() => Task.FromResult(8), _ => false, CancellationToken.None)).Should().Be(8);
    }

    [Test]
    public async Task Query_that_fails_for_another_reason_does_not_run_again()
    {
        using var gate = new QueryGate(2);
        var tries = 0;
        var run = () => gate.RunAsync<int>(() => throw new InvalidOperationException($"try {++tries}"), _ => false, CancellationToken.None);

        (await run.Should().ThrowAsync<InvalidOperationException>()).WithMessage("try 1");
    }

    private async Task<int> MeasuredAsync(Func<int> query)
    {
        most = Math.Max(most, Interlocked.Increment(ref running));
        try
        {
            await Task.Yield();
            return query();
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }
}
