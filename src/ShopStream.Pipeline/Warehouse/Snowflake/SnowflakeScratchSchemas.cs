using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Transient schemas in the database for clones, under names that no other command has: a prefix, the time and a random number. They are dropped
/// at the end, also after a fault or a cancellation. What a killed process left behind is dropped a day later.
/// </summary>
/// <param name="settings">Account and credentials.</param>
/// <param name="sessions">Sessions of the role that builds models; they stay open.</param>
/// <param name="prefix">Begins the names, in lower case, with _ at its end.</param>
/// <param name="now">The start of the command.</param>
internal sealed class SnowflakeScratchSchemas(SnowflakeSettings settings, SnowflakeSessions sessions, string prefix, DateTimeOffset now) : IAsyncDisposable
{
    private const string TimeFormat = "yyyyMMddHHmmss";

    /// <summary>What failed statements left as it was.</summary>
    public const string Unchanged = "Nothing that is kept was changed.";

    private static readonly TimeSpan LongestUse = TimeSpan.FromDays(1);
    private static readonly Dialect Dialect = Dialect.Snowflake;

    private readonly ConcurrentDictionary<string, bool> created = new(StringComparer.Ordinal);

    /// <summary>Begins the names of these schemas.</summary>
    public string Name { get; } = $"{prefix}{now.ToString(TimeFormat, CultureInfo.InvariantCulture)}_{Guid.NewGuid().ToString("n")[..8]}";

    /// <summary>The database that they are in.</summary>
    public string Database { get; } = SnowflakeScratch.NameOf(settings.Database);

    /// <summary>The qualified name of a schema.</summary>
    public string In(string schema) => $"{Dialect.Quote(Database)}.{Dialect.Quote(schema)}";

    /// <summary>Creates a schema, unless it is there.</summary>
    public async Task EnsureAsync(string schema, CancellationToken cancellationToken)
    {
        // Remembered first: a statement that was cancelled may still have been carried out.
        if (created.TryAdd(schema, true))
            await ExecuteAsync($"CREATE TRANSIENT SCHEMA {In(schema)}", cancellationToken);
    }

    /// <summary>Creates a schema as a zero-copy clone of another one.</summary>
    public Task CloneAsync(string schema, string database, string original, CancellationToken cancellationToken)
    {
        created.TryAdd(schema, true);
        return ExecuteAsync($"CREATE TRANSIENT SCHEMA {In(schema)} CLONE {Dialect.Quote(database)}.{Dialect.Quote(original)}", cancellationToken);
    }

    /// <summary>Drops a schema, if it was created.</summary>
    public async Task DropAsync(string schema, CancellationToken cancellationToken)
    {
        if (!created.ContainsKey(schema))
            return;
        await ExecuteAsync(Drop(schema), cancellationToken);
        created.TryRemove(schema, out _);
    }

    /// <summary>Drops what processes that were killed left behind: schemas that no command can still use.</summary>
    public async Task DropAbandonedAsync(CancellationToken cancellationToken)
    {
        var found = await ReadAsync($"SELECT SCHEMA_NAME FROM {Dialect.Quote(Database)}.INFORMATION_SCHEMA.SCHEMATA", cancellationToken);
        foreach (var schema in found.Rows.Select(r => SnowflakeNames.Unfolded(r[0]!)))
            if (StartOf(schema) is { } started && started < now - LongestUse)
                await TryDropAsync(schema);
    }

    /// <summary>Runs a statement.</summary>
    /// <exception cref="UsageException">The role lacks a privilege, or the SQL is wrong.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not respond.</exception>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(() => sessions.UseAsync(s => s.ExecuteAsync(sql, cancellationToken), cancellationToken));

    /// <summary>Reads the rows of a query.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => GuardedAsync(() => sessions.ReadAsync(sql, cancellationToken));

    /// <summary>Translates the driver's exceptions.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not ProblemException && SnowflakeProblem.Of(e, settings.For(Purpose.Transform), Unchanged) is not null)
        {
            throw SnowflakeProblem.Of(e, settings.For(Purpose.Transform), Unchanged)!;
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(created.Keys.Select(TryDropAsync));

    private DateTimeOffset? StartOf(string schema) =>
        schema.StartsWith(prefix, StringComparison.Ordinal)
        && schema.Length > prefix.Length + TimeFormat.Length
        && DateTimeOffset.TryParseExact(
            schema.AsSpan(prefix.Length, TimeFormat.Length),
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var started
        )
            ? started
            : null;

    // What cannot be dropped now, a later command drops.
    private async Task TryDropAsync(string schema)
    {
        try
        {
            await ExecuteAsync(Drop(schema), CancellationToken.None);
        }
        catch (ProblemException) { }
    }

    private string Drop(string schema) => $"DROP SCHEMA IF EXISTS {In(schema)}";
}
