using System.Data;
using System.Globalization;
using Npgsql;

namespace ShopStream.Pipeline.Source;

/// <summary>A connection of a snapshot, in its transaction.</summary>
/// <param name="connection">Open.</param>
/// <param name="transaction">The transaction that has joined the snapshot.</param>
internal sealed class SnapshotMember(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    // Whatever closing a connection waits for: the server may be silent or slow.
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    public NpgsqlConnection Connection => connection;

    public NpgsqlTransaction Transaction => transaction;

    /// <summary>Whether a statement was left running on it; nothing else can use it.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Closes the connection, for a limited time.</summary>
    public async Task CloseAsync() => await Task.WhenAny(Task.Run(DisposeAsync), Task.Delay(ClosingTime, CancellationToken.None));

    private async Task DisposeAsync()
    {
        try
        {
            if (!IsAbandoned)
                await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException or System.Net.Sockets.SocketException or TimeoutException)
        {
            // The connection is lost, which is how it should end.
        }
    }
}

/// <summary>A rented connection in a transaction; disposing the lease returns it.</summary>
internal sealed class Lease(SourceAddress address, SnapshotMember member, Func<ValueTask> release) : IAsyncDisposable
{
    private const string Savepoint = "metric";

    public SourceAddress Address => address;

    public NpgsqlConnection Connection => member.Connection;

    // While a statement runs or is read, the state has further flags.
    public bool IsLost => member.IsAbandoned || !member.Connection.FullState.HasFlag(ConnectionState.Open);

    /// <summary>Runs a statement, and bounds the whole of it by its deadline.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="work">Runs it and reads what it returns.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <param name="spent">How long the source has taken so far; null for the time since this call.</param>
    /// <exception cref="SourceTooSlowException">The time has passed.</exception>
    public Task<T> WithinDeadlineAsync<T>(
        string sql,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        Func<TimeSpan>? spent = null
    ) =>
        SourceDeadline.RunAsync(
            TimeSpan.FromSeconds(SourceAddress.Patience(address.DeadlineOf(sql))),
            spent,
            work,
            () => member.IsAbandoned = true,
            cancellationToken
        );

    /// <summary>
    /// Sets a savepoint before a statement, to which <see cref="RollbackAsync"/> returns if it fails. Applies the statement's deadline to
    /// the server and the command.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection is lost.</exception>
    public async Task<NpgsqlCommand> BeginAsync(string sql, CancellationToken cancellationToken)
    {
        if (member.IsAbandoned)
            throw new InvalidOperationException("a statement that did not end in time is still running on this connection");
        await member.Transaction.SaveAsync(Savepoint, cancellationToken);
        var deadline = address.DeadlineOf(sql);
        if (address.Deadlines.Count > 0)
        {
            await using var limit = new NpgsqlCommand(LimitSql(deadline), Connection);
            await limit.ExecuteNonQueryAsync(cancellationToken);
        }
        return new NpgsqlCommand(sql, Connection) { CommandTimeout = SourceAddress.Patience(deadline) };
    }

    /// <summary>SQL that sets a deadline for the transaction's next statements.</summary>
    public static string LimitSql(TimeSpan deadline) =>
        string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = '{deadline.TotalMilliseconds:0}ms'");

    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        if (member.IsAbandoned)
            return;
        try
        {
            await member.Transaction.RollbackAsync(Savepoint, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is lost; its next command will report that.
        }
    }

    public ValueTask DisposeAsync() => release();
}
