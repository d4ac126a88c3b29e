using System.Text.RegularExpressions;
using Npgsql;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Source;

/// <summary>What a user's own query may do at the source, besides being one SELECT in a READ ONLY transaction with a deadline: read tables, and no more.</summary>
internal static partial class CustomSqlPrivileges
{
    // pg_has_role is true of every role for a superuser. Before PostgreSQL 14 there is no such role.
    private const string Lower = "SELECT set_config('role', rolname, true) FROM pg_roles WHERE rolname = 'pg_read_all_data' AND pg_has_role(oid, 'MEMBER')";

    /// <summary>Whether somebody wrote the query's text.</summary>
    public static bool AppliesTo(PlannedQuery query) => query.Metrics.Any(q => Text(q) is not null);

    /// <summary>Why it is not sent; null where it may be.</summary>
    // Rights are checked when a query begins. What is left are functions that give it its rights back and then begin another one,
    // and those that reach beyond its transaction.
    public static MissingMeasurement? Refuse(PlannedQuery query) =>
        query.Metrics.Select(Text).OfType<string>().Select(t => UnsafeFunction().Match(t)).FirstOrDefault(m => m.Success) is { } match
            ? new MissingMeasurement($"PostgreSQL is not asked a query with {match.Value}: a query may read tables, and change no setting, lock or other session", MissingMeasurementKind.Refused)
            : null;

    /// <summary>Leaves the rest of the transaction, up to the next rollback to a savepoint, the right to read.</summary>
    public static async Task DropPrivilegesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Lower, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string? Text(Metric metric) => metric switch
    {
        CustomSqlMetric own => own.Sql,
        Sample { Subject: CustomSqlMetric own } => own.Sql,
        _ => null,
    };

    // U&"…" can spell any name in another way.
    [GeneratedRegex("""set_config|dblink\w*|\w*_to_xml\w*|ts_stat|ts_rewrite|pg_(try_)?advisory\w*|pg_notify|pg_export_snapshot|u&"|u&'""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnsafeFunction();
}
