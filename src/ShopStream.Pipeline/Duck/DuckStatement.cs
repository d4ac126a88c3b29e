using System.Globalization;
using DuckDB.NET.Data;

namespace ShopStream.Pipeline.Duck;

/// <summary>
/// The one place that runs statements of DuckDB. DuckDB.NET is synchronous, so each runs on a worker thread, and is interrupted at its
/// deadline or on cancellation.
/// </summary>
internal static class DuckStatement
{
    private static readonly TimeSpan InterruptInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs a statement.</summary>
    /// <param name="connection">An open connection, which may be used again afterwards.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="values">Values of its parameters; null is NULL.</param>
    /// <param name="run">Runs the command and reads its result.</param>
    /// <param name="deadline">When to interrupt it.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="DeadlineException">The statement did not finish within the deadline.</exception>
    /// <exception cref="DuckDBException">DuckDB rejected the statement.</exception>
    public static async Task<T> RunAsync<T>(
        DuckDBConnection connection,
        string sql,
        IReadOnlyList<object?> values,
        Func<DuckDBCommand, T> run,
        DuckDeadline deadline,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
            command.Parameters.Add(new DuckDBParameter(value ?? DBNull.Value));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline.Span);
        var work = Task.Run(() => run(command), CancellationToken.None);
        try
        {
            return await work.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            // An interrupt sent before the statement has started is lost, so repeat it until the statement has ended:
            // the connection must not be closed while it runs.
            while (!work.IsCompleted)
            {
                command.Cancel();
                await Task.WhenAny(work, Task.Delay(InterruptInterval, CancellationToken.None));
            }
            _ = work.Exception;
            cancellationToken.ThrowIfCancellationRequested();
            // What has ended all the same is done: a COMMIT is not undone by its deadline.
            if (work.IsCompletedSuccessfully)
                return await work;
            throw deadline.Exceeded(e);
        }
    }
}

/// <summary>The deadline of a statement.</summary>
/// <param name="Span">Its length.</param>
/// <param name="Setting">The setting that it comes from, for messages.</param>
/// <param name="Database">The database in words, such as the warehouse …/warehouse.duckdb.</param>
internal sealed record DuckDeadline(TimeSpan Span, string Setting, string Database)
{
    /// <summary>The error of a statement that was interrupted.</summary>
    public DeadlineException Exceeded(Exception e) =>
        new($"{Database} did not respond within {Span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s (setting {Setting})", e);
}

/// <summary>A statement did not finish within its deadline. The message is our own, unlike that of any other <see cref="TimeoutException"/>.</summary>
internal sealed class DeadlineException(string message, Exception inner) : TimeoutException(message, inner);
