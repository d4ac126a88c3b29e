using System.Data;
using System.Globalization;
using Npgsql;

namespace ShopStream.Pipeline.Source;

/// <summary>A connection in a transaction, until it is given back.</summary>
internal sealed class Lease(SourceAddress address, NpgsqlConnection connection, NpgsqlTransaction transaction, Func<ValueTask> giveBack) : IAsyncDisposable
{
    private const string Name = "question";

    public SourceAddress Address => address;

    public NpgsqlConnection Connection => connection;

    public bool IsLost => connection.FullState != ConnectionState.Open;

    /// <summary>Makes ready for a statement: where it fails, <see cref="RollbackAsync"/> leads back to before it. The server and the command have its deadline.</summary>
    public async Task<NpgsqlCommand> BeginAsync(string sql, CancellationToken cancellationToken)
    {
        await transaction.SaveAsync(Name, cancellationToken);
        var deadline = address.DeadlineOf(sql);
        if (address.Deadlines.Count > 0)
        {
            await using var limit = new NpgsqlCommand(LimitSql(deadline), connection);
            await limit.ExecuteNonQueryAsync(cancellationToken);
        }
        return new NpgsqlCommand(sql, connection) { CommandTimeout = SourceAddress.Patience(deadline) };
    }

    /// <summary>Gives the transaction's next statements a deadline.</summary>
    public static string LimitSql(TimeSpan deadline) => string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = '{deadline.TotalMilliseconds:0}ms'");

    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        try
        {
            await transaction.RollbackAsync(Name, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone: whoever asks next on it learns that.
        }
    }

    public ValueTask DisposeAsync() => giveBack();
}
