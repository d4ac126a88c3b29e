using System.Data;
using System.Data.Common;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;

namespace ShopStream.Pipeline.Models;

/// <summary>A connection that builds models.</summary>
internal sealed class ModelConnection : IDisposable
{
    private readonly DuckDBConnection connection;
    private readonly DuckDeadline deadline;

    private ModelConnection(DuckDBConnection connection, DuckDeadline deadline) => (this.connection, this.deadline) = (connection, deadline);

    /// <summary>Opens a connection on another thread, because opening may replay a log.</summary>
    /// <param name="open">Returns the connection, open or not.</param>
    /// <param name="deadline">The deadline of each statement.</param>
    /// <param name="cancellationToken">Cancels the opening before it starts.</param>
    public static Task<ModelConnection> OpenAsync(Func<DuckDBConnection> open, DuckDeadline deadline, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var opened = open();
                if (opened.State != ConnectionState.Open)
                    opened.Open();
                return new ModelConnection(opened, deadline);
            },
            cancellationToken
        );

    /// <inheritdoc cref="DuckStatement.RunAsync" />
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values) =>
        DuckStatement.RunAsync(connection, sql, values, static c => c.ExecuteNonQuery(), deadline, cancellationToken);

    /// <summary>Runs a query and reads each of its rows.</summary>
    /// <inheritdoc cref="DuckStatement.RunAsync" />
    public Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> row, CancellationToken cancellationToken) =>
        DuckStatement.RunAsync(
            connection,
            sql,
            [],
            command =>
            {
                using var reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                    rows.Add(row(reader));
                return rows;
            },
            deadline,
            cancellationToken
        );

    /// <inheritdoc />
    public void Dispose() => connection.Dispose();
}
