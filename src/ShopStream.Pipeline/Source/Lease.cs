using System.Data;
using System.Globalization;
using Npgsql;

namespace ShopStream.Pipeline.Source;

/// <summary>A rented connection in a transaction; disposing the lease returns it.</summary>
internal sealed class Lease(SourceAddress address, NpgsqlConnection connection, NpgsqlTransaction transaction, Func<ValueTask> release) : IAsyncDisposable
{
    private const string Savepoint = "metric";

    public SourceAddress Address => address;

    public NpgsqlConnection Connection => connection;

    public bool IsLost => connection.FullState != ConnectionState.Open;

    /// <summary>Sets a savepoint before a statement, to which <see cref="RollbackAsync"/> returns if it fails. Applies the statement's deadline to the server and the command.</summary>
    public async Task<NpgsqlCommand> BeginAsync(string sql, CancellationToken cancellationToken)
    {
        await transaction.SaveAsync(Savepoint, cancellationToken);
        var deadline = address.DeadlineOf(sql);
        if (address.Deadlines.Count > 0)
        {
            await using var limit = new NpgsqlCommand(LimitSql(deadline), connection);
            await limit.ExecuteNonQueryAsync(cancellationToken);
        }
        return new NpgsqlCommand(sql, connection) { CommandTimeout = SourceAddress.Patience(deadline) };
    }

    /// <summary>SQL that sets a deadline for the transaction's next statements.</summary>
    public static string LimitSql(TimeSpan deadline) => string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = '{deadline.TotalMilliseconds:0}ms'");

    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        try
        {
            await transaction.RollbackAsync(Savepoint, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is lost; its next command will report that.
        }
    }

    public ValueTask DisposeAsync() => release();
}
