using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached;

/// <summary>
/// A database of Snowflake that other tools write. Queries are the only statements besides the parameters of the sessions: no stage, no schema and no table
/// of ours is needed.
/// </summary>
internal sealed class AttachedSnowflake : IAttachedWarehouse
{
    private const int MostSessions = 4;

    private const string Columns = """
        SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_MAXIMUM_LENGTH, IS_NULLABLE
        FROM INFORMATION_SCHEMA.COLUMNS
        WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA'
        ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
        """;

    private readonly SnowflakeSessions sessions;
    private readonly string where;

    private AttachedSnowflake(SnowflakeSessions sessions, string where, AttachedTables tables) =>
        (this.sessions, this.where, Tables) = (sessions, where, tables);

    public AttachedTables Tables { get; }

    /// <param name="settings">The account and the database; a role or virtual warehouse that is not named is the user's default.</param>
    /// <param name="options">Limits of time.</param>
    /// <param name="attached">Names the layers.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">The account is rejected, or the database has not what the settings name.</exception>
    /// <exception cref="InfrastructureException">Snowflake did not answer.</exception>
    public static async Task<AttachedSnowflake> OpenAsync(
        SnowflakeSettings settings,
        PipelineOptions options,
        AttachedOptions attached,
        CancellationToken cancellationToken
    )
    {
        settings = settings with { IsForeign = true };
        var described = settings.For(Purpose.Check);
        var opened = new SnowflakeSessions(SnowflakeProvider.Find(), settings, Purpose.Check, options.RunId, options.Deadline, MostSessions);
        try
        {
            await opened.UseAsync(session => RequireContextAsync(session, settings, cancellationToken), cancellationToken);
            var listed = (await opened.ReadAsync(Columns, cancellationToken))
                .Rows.GroupBy(r => (Schema: r[0]!, Table: r[1]!))
                .Select(t => new ListedTable(
                    SnowflakeNames.Unfolded(t.Key.Schema),
                    SnowflakeNames.Unfolded(t.Key.Table),
                    [.. t.Select(c => new ColumnInfo(SnowflakeNames.Unfolded(c[2]!), SnowflakeTypes.ToPortable(c[3]!, c[4], c[5], c[6]), c[7] is "YES"))],
                    []
                ))
                .ToList();
            if (listed.Count == 0)
                throw new NothingToJudgeException($"there is nothing to check: {settings} has no tables that this role may see");
            return new AttachedSnowflake(opened, described, AttachedTables.Of(attached, listed, $"{settings}"));
        }
        catch (Exception e) when (e is not ProblemException && SnowflakeProblem.Of(e, described, "Nothing was checked.") is not null)
        {
            await opened.DisposeAsync();
            throw SnowflakeProblem.Of(e, described, "Nothing was checked.")!;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public IStore ToStore(Catalog catalog)
    {
        var dialect = Dialect.Snowflake with
        {
            Schema = layer => Tables.Schemas.GetValueOrDefault(layer) ?? Dialect.Snowflake.Schema(layer),
            Place = dataset => Tables.PlaceOf(dataset) is var (schema, name) ? $"{Dialect.Snowflake.Quote(schema)}.{Dialect.Snowflake.Quote(name)}" : null,
        };
        return new SnowflakeStore(StoreId.Warehouse, sessions, where, catalog, dialect);
    }

    // There is no snapshot of several tables: a check is to run when the pipeline has ended.
    public void RequireUnchanged() { }

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    // A missing database or virtual warehouse does not fail the sign-in.
    private static async Task RequireContextAsync(SnowflakeSession session, SnowflakeSettings settings, CancellationToken cancellationToken)
    {
        var row = (await session.ReadAsync("SELECT CURRENT_ROLE(), CURRENT_DATABASE(), CURRENT_WAREHOUSE()", cancellationToken)).Rows[0];
        var role = row[0] ?? "none";
        if (row[1] is null)
            throw new UsageException(
                $"{settings}: the role {role} has no database {settings.Database}. What to do: name the database that the pipeline writes "
                    + "(setting snowflake.database), or a role that may use it (snowflake.role)"
            );
        if (row[2] is null)
            throw new UsageException(
                $"{settings}: the role {role} has no warehouse{(settings.Warehouse is { } named ? $" {named}" : ", and the user has no default")}. "
                    + "What to do: name one that the role may use (setting snowflake.warehouse)"
            );
    }
}
