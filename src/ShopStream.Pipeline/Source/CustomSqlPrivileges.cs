using System.Text.RegularExpressions;
using Npgsql;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Source;

/// <summary>Limits custom SQL at the source to reading tables, in addition to being one SELECT in a READ ONLY transaction with a deadline.</summary>
internal static partial class CustomSqlPrivileges
{
    // pg_has_role is true for every role if the user is a superuser. The role exists since PostgreSQL 14.
    private const string DropSql = "SELECT set_config('role', rolname, true) FROM pg_roles WHERE rolname = 'pg_read_all_data' AND pg_has_role(oid, 'MEMBER')";

    /// <summary>Whether the query contains custom SQL.</summary>
    public static bool AppliesTo(PlannedQuery query) => query.Metrics.Any(m => m.CustomSql is not null);

    /// <summary>The reason not to send the query; null if it may be sent.</summary>
    // Privileges are checked when a query starts. Rejected here are functions that restore the privileges and start another query,
    // and functions that act outside the transaction.
    public static MissingMeasurement? Refuse(PlannedQuery query) =>
        query.Metrics.Select(m => m.CustomSql).OfType<CustomSqlMetric>().Select(c => UnsafeFunction().Match(c.Sql)).FirstOrDefault(m => m.Success) is { } match
            ? new MissingMeasurement(
                $"custom SQL with {match.Value} is not sent to PostgreSQL: it may read tables, but not change settings, take locks or affect other sessions",
                MissingMeasurementKind.Refused
            )
            : null;

    /// <summary>Reduces the transaction's privileges to reading, until the next rollback to a savepoint.</summary>
    public static async Task DropPrivilegesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(DropSql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // U&"…" can spell any name with escapes.
    [GeneratedRegex(
        """set_config|dblink\w*|\w*_to_xml\w*|ts_stat|ts_rewrite|pg_(try_)?advisory\w*|pg_notify|pg_export_snapshot|u&"|u&'""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UnsafeFunction();
}
