using System.Globalization;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Version, role and clock of a session. Fails if the session's role lacks a database, a warehouse or the ledgers.</summary>
/// <param name="Version">Snowflake's version.</param>
/// <param name="Role">The session's role.</param>
/// <param name="Now">Snowflake's clock, in UTC.</param>
internal sealed record SnowflakeSessionInfo(string Version, string Role, DateTime Now)
{
    /// <exception cref="UsageException">The role has no database, warehouse or ledger; the message gives the fix.</exception>
    /// <exception cref="System.Data.Common.DbException">Snowflake rejected a query; code 606 if the warehouse is suspended and does not resume.</exception>
    public static async Task<SnowflakeSessionInfo> ReadAsync(
        SnowflakeSession session,
        SnowflakeSettings settings,
        Purpose purpose,
        CancellationToken cancellationToken
    )
    {
        // Needs no warehouse. A missing or ungranted warehouse does not fail the sign-in, but is NULL here.
        var row = (
            await session.ReadAsync("SELECT CURRENT_VERSION(), CURRENT_ROLE(), SYSDATE(), CURRENT_DATABASE(), CURRENT_WAREHOUSE()", cancellationToken)
        ).Rows[0];
        var role = row[1] ?? "none";
        if (row[3] is null)
            throw new UsageException(
                $"{settings.For(purpose)}: the role {role} has no database {settings.Database}. "
                    + "What to do: create it, or grant the role access to it: shopstream setup snowflake prints the statements."
            );
        if (row[4] is null)
            throw new UsageException(
                $"{settings.For(purpose)}: the role {role} has no warehouse {settings.WarehouseOf(purpose)}. What to do: "
                    + $"create it, or GRANT USAGE ON WAREHOUSE {settings.WarehouseOf(purpose)} TO ROLE {role}: shopstream setup snowflake prints both."
            );
        // Needs a running warehouse.
        var ledgers = await session.ReadAsync("SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'META'", cancellationToken);
        if (ledgers.Number(0) == 0)
            throw new UsageException(
                $"{settings.For(purpose)}: the role {role} sees no ledger in {settings.Database}.META. "
                    + "What to do: run the statements that shopstream setup snowflake prints."
            );
        return new SnowflakeSessionInfo(
            row[0]!,
            role,
            DateTime.Parse(row[2]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
        );
    }
}
