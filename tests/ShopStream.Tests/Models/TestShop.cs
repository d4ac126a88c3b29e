using DuckDB.NET.Data;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Tests.Models;

/// <summary>An in-memory warehouse with ShopStream's empty raw tables.</summary>
internal sealed class TestShop : IDisposable
{
    private const string Revenue = "{0}\"status\" NOT IN ('cancelled', 'refunded') OR {0}\"status\" IS NULL";
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
        Raw("users", "id int, email varchar(255), first_name varchar(100), last_name varchar(100), country varchar(3), plan_type varchar(20), created_at timestamp, last_login timestamp, is_active boolean"),
        Raw("products", "id int, merchant_id int, name varchar(255), description text, category varchar(100), price decimal(10,2), stock_quantity int, created_at timestamp, updated_at timestamp"),
        Raw("orders", "id int, user_id int, created_at timestamp, total_amount decimal(10,2), status varchar(20), country varchar(3), payment_method varchar(50)"),
        Raw("order_items", "id int, order_id int, product_id int, quantity int, unit_price decimal(10,2), line_total decimal(10,2)"),
        Raw("events", "id bigint, user_id int, event_type varchar(50), event_ts timestamp, metadata json"),
        Raw("crm_contacts", "id int, email varchar(255), first_name varchar(100), last_name varchar(100), source varchar(100), campaign_id varchar(100), created_at timestamp, converted boolean, converted_at timestamp"),
    ];

    public static IReadOnlyCollection<string> RawNames { get; } = [.. RawTables.Select(t => t.Dataset.Table)];

    public ModelRunner Runner => new(root.Duplicate, TimeProvider.System);

    public DuckDBConnection Open() => root.Duplicate();

    public static string? Rule(string name, string? alias) =>
        string.Equals(name, "revenue", StringComparison.Ordinal) ? Revenue.Replace("{0}", alias is null ? "" : $"{alias}.", StringComparison.Ordinal) : null;

    public static Task<ModelProject> ShippedAsync() => ModelProject.LoadAsync(ModelProject.ShippedFolder, RawNames, Dialect.DuckDb, Rule);

    public void Run(string sql)
    {
        using var command = root.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Values as DuckDB writes them, joined by blanks; null is ∅.</summary>
    public IReadOnlyList<string> Rows(string sql)
    {
        using var command = root.CreateCommand();
        command.CommandText = $"SELECT COALESCE(CAST(COLUMNS(*) AS VARCHAR), '∅') FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        return rows;
    }

    public IReadOnlyList<string> Objects() =>
        Rows("SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN ('raw', 'meta') ORDER BY ALL");

    public void Dispose() => root.Dispose();

    private static TableInfo Raw(string name, string columns) => new(
        new Dataset(Layer.Raw, name),
        [.. columns.Split(", ").Select(c => c.Split(' ')).Select(c => new ColumnInfo(c[0], c[1], true))],
        ["id"]);
}

/// <summary>A models folder of a test's own.</summary>
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
