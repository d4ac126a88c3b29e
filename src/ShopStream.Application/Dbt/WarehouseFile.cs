using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Dbt;

/// <summary>The DuckDB file of a dbt project.</summary>
internal static class WarehouseFile
{
    private static readonly string[] Endings = [".duckdb", ".db", ".ddb"];

    /// <summary>The named file, or the one with the name of the database, in the folder of the project or the current one.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="UsageException">It does not exist, or none or several are found.</exception>
    public static string Find(ImportRequest request, DbtProject project)
    {
        if (request.WarehouseFile is { } named)
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new UsageException($"--warehouse-file names '{named}', which is not a file: expected the DuckDB file that dbt builds");
        var database = project.Relations.Values.Where(r => r.Kind != RelationKind.Source).Select(r => r.Database).FirstOrDefault() ?? "";
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
