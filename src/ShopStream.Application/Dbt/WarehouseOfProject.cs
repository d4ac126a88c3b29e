using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Settings;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Dbt;

/// <summary>The warehouse of a dbt project: a DuckDB file, or a database of PostgreSQL or Snowflake.</summary>
internal static class WarehouseOfProject
{
    private static readonly string[] Endings = [".duckdb", ".db", ".ddb"];

    /// <summary>The settings that name the warehouse.</summary>
    /// <exception cref="UsageException">It is not named, and not found.</exception>
    public static IReadOnlyList<(string Name, string Value)> Settings(ImportRequest request, DbtProject project)
    {
        // Account and sign-in come from where Snowflake's own tools have them.
        if (project.Adapter is "snowflake")
            return [("warehouse", "snowflake"), ("snowflake.database", DatabaseOf(project))];
        if (project.Adapter is not "postgres")
            return [("warehouse.file", Path.GetRelativePath(Path.GetFullPath(request.Into), Find(request, project)))];
        if (request.WarehouseAddress is not { } address || !ConnectionText.Is(address))
            throw new UsageException(
                "the project is for postgres: name the database that dbt builds with --warehouse-address, such as postgresql://me@localhost/dwh"
            );
        return ConnectionText.Read(address, "--warehouse-address").ContainsKey("password")
            ? throw new UsageException("--warehouse-address has a password, which no file holds: leave it out, and set WAREHOUSE_PGPASSWORD or PGPASSFILE")
            : [("warehouse", "postgres"), ("warehouse.address", address)];
    }

    private static string DatabaseOf(DbtProject project) =>
        project.Relations.Values.Where(r => r.Kind != RelationKind.Source).Select(r => r.Database).FirstOrDefault() ?? "";

    /// <summary>The named file, or the one with the name of the database, in the folder of the project or the current one.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="UsageException">It does not exist, or none or several are found.</exception>
    private static string Find(ImportRequest request, DbtProject project)
    {
        if (request.WarehouseFile is { } named)
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new UsageException($"--warehouse-file names '{named}', which is not a file: expected the DuckDB file that dbt builds");
        var database = DatabaseOf(project);
        var folders = new[] { Path.Combine(Path.GetFullPath(request.Target), ".."), Directory.GetCurrentDirectory() }
            .Select(Path.GetFullPath)
            .Distinct(StringComparer.Ordinal);
        var found = folders.SelectMany(f => Endings.Select(e => Path.Combine(f, database + e))).Where(File.Exists).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new UsageException(
                $"there is no {database}.duckdb beside '{request.Target}': name the DuckDB file that dbt builds with --warehouse-file FILE"
            ),
            _ => throw new UsageException($"dbt may build any of {string.Join(", ", found)}: name the file with --warehouse-file FILE"),
        };
    }
}
