using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace ShopStream.Tests.Snowflake.StandIn;

internal sealed record Stored(string Kind, string Name, IReadOnlyDictionary<string, string> Options);

/// <summary>State shared by all sessions: the database, objects outside of it, and the history.</summary>
internal sealed class Account : IDisposable
{
    private readonly DuckDBConnection root = new("DataSource=:memory:;threads=1");
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, bool> transient = new(StringComparer.Ordinal);

    public Account(StandInOptions options)
    {
        (Options, Rights) = (options, new Privileges(options.Administrators));
        root.Open();
        using var command = root.CreateCommand();
        command.CommandText = Macros.Sql;
        command.ExecuteNonQuery();
        foreach (var role in (string[])["ACCOUNTADMIN", "SYSADMIN", "SECURITYADMIN", "USERADMIN", "PUBLIC"])
            Roles.Add(role);
    }

    public StandInOptions Options { get; }

    public StandInFaults Faults { get; } = new();

    public Privileges Rights { get; }

    public HashSet<string> Databases { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Roles { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Warehouses { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Stored> Objects { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Grants { get; } = [];

    public ConcurrentQueue<StandInStatement> Statements { get; } = [];

    /// <summary>Schemas, with their database, in which only the schema's owner grants.</summary>
    public HashSet<string> Managed { get; } = new(StringComparer.Ordinal);

    /// <summary>DEFAULT_DDL_COLLATION, by database; otherwise that of the account.</summary>
    public ConcurrentDictionary<string, string> Collations { get; } = new(StringComparer.Ordinal);

    /// <summary>Queries of DuckDB's catalog with their rows, until an object is made, changed or dropped: nearly every statement needs some of them.</summary>
    public ConcurrentDictionary<string, List<IReadOnlyList<string?>>> Catalog { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts the changes of objects.</summary>
    public int Version { get; private set; }

    public ConcurrentDictionary<string, DateTimeOffset> Loaded { get; } = new(StringComparer.Ordinal);

    /// <summary>Registers a new table or schema.</summary>
    public void Keep(string name, bool isTransient) => transient[name] = isTransient;

    /// <summary>Whether a table or schema is transient.</summary>
    public bool IsTransient(string name) => transient.GetValueOrDefault(name);

    /// <param name="user">Who signs in.</param>
    /// <param name="isAdministrator">Whether Snowflake's defaults apply instead of the account's parameters.</param>
    public StandInSession Open(string user, bool isAdministrator = false)
    {
        var parameters = new SessionParameters(
            isAdministrator
                ? new Dictionary<string, string>(StringComparer.Ordinal) { ["TIMEZONE"] = "UTC" }
                : Options.Parameters.Where(p => p.Key is not "DEFAULT_DDL_COLLATION").ToDictionary(StringComparer.Ordinal)
        );
        lock (gate)
        {
            var connection = root.Duplicate();
            connection.Open();
            using var zone = connection.CreateCommand();
            zone.CommandText = $"SET TimeZone = '{parameters["TIMEZONE"]}'";
            zone.ExecuteNonQuery();
            return new StandInSession(this, connection, user, parameters);
        }
    }

    /// <summary>Keeps the rows of a query of the catalog, unless an object has changed since <paramref name="version"/>.</summary>
    public void Remember(string sql, List<IReadOnlyList<string?>> rows, int version)
    {
        lock (gate)
        {
            if (version == Version)
                Catalog[sql] = rows;
        }
    }

    /// <summary>An object has changed.</summary>
    public void ForgetCatalog()
    {
        lock (gate)
        {
            Version++;
            Catalog.Clear();
        }
    }

    public void Dispose() => root.Dispose();
}
