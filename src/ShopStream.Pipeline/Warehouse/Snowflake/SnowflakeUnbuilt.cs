using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// The mark that RAW holds a load from which the models were not built yet. The transaction that exchanges RAW sets it, and the one that exchanges
/// the models removes it; in between, and after a run that ended there, nothing can be judged.
/// </summary>
internal static class SnowflakeUnbuilt
{
    private const string Name = "UNBUILT";

    /// <summary>The table of the mark: the run that has loaded RAW, or no row.</summary>
    public const string Table = """CREATE TABLE IF NOT EXISTS "META"."UNBUILT" ("RUN_ID" VARCHAR NOT NULL)""";

    /// <summary>The statement that removes the mark.</summary>
    public const string Clear = "DELETE FROM \"META\".\"UNBUILT\"";

    /// <summary>Statements that set the mark.</summary>
    public static IReadOnlyList<string> Mark(string runId) => [Clear, $"""INSERT INTO "META"."UNBUILT" VALUES ({Dialect.Snowflake.Literal(runId)})"""];

    /// <summary>The run that has loaded RAW without the models; null if they were built, or before the first run of this version.</summary>
    public static async Task<string?> FindAsync(SnowflakeSession session, CancellationToken cancellationToken) =>
        await SnowflakeModels.HasAsync(session, Name, cancellationToken)
            ? (await session.ReadAsync("""SELECT MAX("RUN_ID") FROM "META"."UNBUILT" """, cancellationToken)).Rows[0][0]
            : null;

    /// <exception cref="UsageException">The account was set up by an earlier version, which did not create the table.</exception>
    public static async Task<bool> RequireAsync(SnowflakeSession session, CancellationToken cancellationToken)
    {
        if (await SnowflakeModels.HasAsync(session, Name, cancellationToken))
            return true;
        throw new UsageException(
            "the table META.UNBUILT does not exist, or this role may not see it: nothing was loaded. "
                + "Expected the table that marks a load without its models. Run the statements of shopstream setup snowflake again; they keep what exists."
        );
    }
}
