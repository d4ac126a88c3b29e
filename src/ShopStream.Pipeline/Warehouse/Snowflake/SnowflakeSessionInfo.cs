using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>What a session of a purpose has to work with. One that lacks something is refused before anything is moved.</summary>
/// <param name="Version">Snowflake's.</param>
/// <param name="Role">The session's.</param>
/// <param name="Now">Snowflake's clock, in UTC.</param>
internal sealed record SnowflakeSessionInfo(string Version, string Role, DateTime Now)
{
    /// <exception cref="UsageException">There is no database, no warehouse or no ledger for it: which, and what to do.</exception>
    /// <exception cref="System.Data.Common.DbException">Snowflake refuses: 606 where the warehouse sleeps and does not wake.</exception>
    public static async Task<SnowflakeSessionInfo> ReadAsync(SnowflakeSession session, SnowflakeSettings settings, Purpose purpose, CancellationToken cancellationToken)
    {
        // Answered without a warehouse. One that is missing, or not granted, is no error of the sign-in: it is null.
        var row = (await session.ReadAsync("SELECT CURRENT_VERSION(), CURRENT_ROLE(), SYSDATE(), CURRENT_DATABASE(), CURRENT_WAREHOUSE()", cancellationToken)).Rows[0];
        var role = row[1] ?? "none";
        if (row[3] is null) throw new UsageException($"{settings.For(purpose)}: the role {role} has no database {settings.Database}. What to do: create it, or grant the role its use: shopstream setup snowflake prints how.");
        if (row[4] is null)
            throw new UsageException($"{settings.For(purpose)}: the role {role} has no warehouse {settings.WarehouseOf(purpose)}. What to do: create it, or GRANT USAGE ON WAREHOUSE {settings.WarehouseOf(purpose)} TO ROLE {role}: shopstream setup snowflake prints both.");
        // This needs one that runs.
        var ledgers = await session.ReadAsync("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'META'", cancellationToken);
        if (ledgers.Number(0) == 0) throw new UsageException($"{settings.For(purpose)}: the role {role} sees no ledger in {settings.Database}.META. What to do: run what shopstream setup snowflake prints.");
        return new SnowflakeSessionInfo(row[0]!, role, DateTime.Parse(row[2]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));
    }
}
