using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Examples;

/// <summary>
/// Examples in Snowflake: in transient schemas of the database for clones, created by the role that builds models and dropped at the end. It needs
/// no privilege beyond those for mutation testing, and neither reads nor writes what a run has loaded.
/// </summary>
public sealed class SnowflakeExamples : IAsyncDisposable
{
    private const string Prefix = "examples_";
    private const int MostSessions = 4;

    private readonly SnowflakeSettings settings;
    private readonly SnowflakeSessions sessions;
    private readonly SnowflakeScratchSchemas schemas;
    private readonly ExampleSchema schema;
    private readonly ModelProject project;

    private SnowflakeExamples(SnowflakeSettings settings, ExampleSchema schema, ModelProject project, PipelineOptions options, TimeProvider clock)
    {
        (this.settings, this.schema, this.project) = (settings, schema, project);
        var clones = settings with { Database = SnowflakeScratch.NameOf(settings.Database) };
        sessions = new SnowflakeSessions(SnowflakeProvider.Find(), clones, Purpose.Transform, options.RunId, settings.Deadline, MostSessions);
        schemas = new SnowflakeScratchSchemas(settings, sessions, Prefix, clock.GetUtcNow());
    }

    /// <summary>The places for examples side by side. They are closed with this.</summary>
    public IReadOnlyList<IExampleDatabase> Databases { get; private set; } = [];

    /// <summary>Signs in, and drops what killed processes left behind.</summary>
    /// <param name="schema">The models and columns.</param>
    /// <param name="options">Account, credentials and the models' folder.</param>
    /// <param name="tables">The tables of the source.</param>
    /// <param name="clock">Supplies the time for the names of the schemas.</param>
    /// <param name="cancellationToken">Cancels the sign-in.</param>
    /// <exception cref="UsageException">The database for clones does not exist, or the role may not use it; the driver or a setting is missing.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not respond.</exception>
    public static async Task<SnowflakeExamples> OpenAsync(
        ExampleSchema schema,
        PipelineOptions options,
        IReadOnlyList<string> tables,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var models = await ShopPipeline.ModelsAsync(options, tables, cancellationToken);
        var opened = new SnowflakeExamples(options.Snowflake!(), schema, models, options, clock);
        try
        {
            await opened.schemas.DropAbandonedAsync(cancellationToken);
            opened.Databases = [.. Enumerable.Range(1, MostSessions).Select(opened.Database)];
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await schemas.DisposeAsync();
        await sessions.DisposeAsync();
    }

    private SnowflakeExampleDatabase Database(int number) =>
        new(number, schema, project, schemas, sessions, $"{settings.For(Purpose.Transform)}, for examples");
}
