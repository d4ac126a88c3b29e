using System.Data;
using System.Data.Common;
using DuckDB.NET.Data;

namespace ShopStream.Pipeline.Models;

/// <summary>Runs statements on another thread, interruptibly; DuckDB.NET's own async methods do neither.</summary>
internal static class DuckDbCalls
{
    private static readonly TimeSpan InterruptInterval = TimeSpan.FromMilliseconds(20);

    public static Task ExecuteAsync(this DuckDBConnection connection, string sql, CancellationToken cancellationToken, params object?[] values) =>
        connection.RunAsync(sql, values, static c => c.ExecuteNonQuery(), cancellationToken);

    public static Task<List<T>> QueryAsync<T>(this DuckDBConnection connection, string sql, Func<DbDataReader, T> row, CancellationToken cancellationToken) =>
        connection.RunAsync(
            sql,
            [],
            command =>
            {
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read()) rows.Add(row(reader));
                return rows;
            },
            cancellationToken);

    /// <summary>Opens a connection on another thread, because opening may replay a log.</summary>
    public static Task<DuckDBConnection> OpenAsync(Func<DuckDBConnection> open, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var connection = open();
            if (connection.State != ConnectionState.Open) connection.Open();
            return connection;
        },
        cancellationToken);

    private static async Task<T> RunAsync<T>(this DuckDBConnection connection, string sql, object?[] values, Func<DuckDBCommand, T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values) command.Parameters.Add(new DuckDBParameter(value ?? DBNull.Value));
        var work = Task.Run(() => run(command), CancellationToken.None);
        try
        {
            return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // An interrupt sent before the statement has started is lost, so repeat it until the statement has ended:
            // the connection must not be closed while it runs.
            while (!work.IsCompleted)
            {
                command.Cancel();
                await Task.WhenAny(work, Task.Delay(InterruptInterval, CancellationToken.None)).ConfigureAwait(false);
            }
            _ = work.Exception;
            throw;
        }
    }
}
