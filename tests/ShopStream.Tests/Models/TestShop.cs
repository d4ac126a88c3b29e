using DuckDB.NET.Data;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Sandbox;
using ShopStream.Tests.Cli;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Tests.Models;

/// <summary>An in-memory warehouse with ShopStream's empty raw tables.</summary>
internal sealed class TestShop : IDisposable
{
    private static readonly Func<string, string?, string?> Rules = ShopPipeline.MetricSql(Repository.Settings("work").Pipeline, Dialect.DuckDb);

    public static DuckDeadline Deadline { get; } = new(TimeSpan.FromMinutes(5), "warehouse.deadline", "the warehouse");

    private readonly DuckDBConnection root = new("DataSource=:memory:");

    public TestShop()
    {
        root.Open();
        Run("CREATE SCHEMA raw");
        foreach (var table in RawTables)
            Run($"CREATE TABLE raw.{table.Dataset.Table} ({string.Join(", ", table.Columns.Select(c => $"{c.Name} {DuckTypes.ToDuckDb(c.Type)}"))})");
    }

    public static IReadOnlyList<TableInfo> RawTables { get; } =
    [
        .. ShopSchema.Tables.Select(t => new TableInfo(
            new Dataset(Layer.Raw, t),
            [.. ShopSchema.Columns[t].Select(c => new ColumnInfo(c.Name, c.Type, true))],
            ["id"]
        )),
    ];

    public static IReadOnlyCollection<string> RawNames { get; } = [.. RawTables.Select(t => t.Dataset.Table)];

    public ModelRunner Runner => new(root.Duplicate, Deadline, TimeProvider.System);

    public DuckDBConnection Open() => root.Duplicate();

    /// <summary>A metric of the shipped settings as DuckDB SQL; null if unknown.</summary>
    public static string? Rule(string name, string? alias) => Rules(name, alias);

    public static Task<ModelProject> ShippedAsync() => ModelProject.LoadAsync(ModelProject.ShippedFolder, RawNames, Dialect.DuckDb, Rule);

    public void Run(string sql)
    {
        using var command = root.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Values as DuckDB prints them, joined by spaces; NULL is ∅.</summary>
    public IReadOnlyList<string> Rows(string sql)
    {
        using var command = root.CreateCommand();
        command.CommandText = $"SELECT COALESCE(CAST(COLUMNS(*) AS VARCHAR), '∅') FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        return rows;
    }

    public IReadOnlyList<string> Objects() =>
        Rows("SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN ('raw', 'meta') ORDER BY ALL");

    public void Dispose() => root.Dispose();
}

/// <summary>A temporary models folder.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("models-").FullName;

    public TestFolder With(string file, string sql)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, sql);
        return this;
    }

    public TestFolder Without(string file)
    {
        File.Delete(System.IO.Path.Combine(Path, file));
        return this;
    }

    public Task<ModelProject> LoadAsync() => ModelProject.LoadAsync(Path, TestShop.RawNames, Dialect.DuckDb, TestShop.Rule);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
