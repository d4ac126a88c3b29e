using DuckDB.NET.Data;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Changes;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Redaction;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Models;

namespace ShopStream.Tests.Changes;

/// <summary>
/// A small warehouse with the shipped models, built once without a server; tests compare changed models against it. Its rows follow from their
/// ids alone: 600 orders over 100 days, 40 users, 25 products.
/// </summary>
internal sealed class ComparedShop : IDisposable
{
    private const string Rows = """
        INSERT INTO raw.users BY NAME SELECT i AS id, 'user' || i || '@example.com' AS email, 'First' || i AS first_name, 'Last' || i AS last_name,
            ['FRA', 'ITA', 'DEU', 'USA'][1 + i % 4] AS country, 'free' AS plan_type, TIMESTAMP '2025-01-01 08:00:00' + INTERVAL (i) DAY AS created_at,
            i % 5 <> 0 AS is_active FROM range(1, 41) AS t(i);
        INSERT INTO raw.products BY NAME SELECT i AS id, 1 AS merchant_id, 'Product ' || i AS name, ['Books', 'Home', 'Toys'][1 + i % 3] AS category,
            CAST(4 + i + i / 100.0 AS DECIMAL(10, 2)) AS price, 10 AS stock_quantity FROM range(1, 26) AS t(i);
        INSERT INTO raw.order_items BY NAME SELECT i AS id, 1 + (i - 1) // 2 AS order_id, 1 + (i * 7) % 25 AS product_id, 1 + i % 3 AS quantity,
            p.price AS unit_price, CAST((1 + i % 3) * p.price AS DECIMAL(10, 2)) AS line_total FROM range(1, 1201) AS t(i)
            JOIN raw.products AS p ON p.id = 1 + (i * 7) % 25;
        INSERT INTO raw.orders BY NAME SELECT i AS id, 1 + i % 40 AS user_id, TIMESTAMP '2025-03-01 09:00:00' + INTERVAL (i % 100) DAY
            + INTERVAL (i % 7) HOUR AS created_at,
            s.total AS total_amount, ['pending', 'processing', 'shipped', 'delivered', 'delivered', 'cancelled', 'refunded'][1 + i % 7] AS status,
            ['FRA', 'ITA', 'DEU', 'USA'][1 + (1 + i % 40) % 4] AS country, ['card', 'paypal'][1 + i % 2] AS payment_method
            FROM range(1, 601) AS t(i) JOIN (SELECT order_id, SUM(line_total) AS total FROM raw.order_items GROUP BY 1) AS s ON s.order_id = i;
        INSERT INTO raw.events BY NAME SELECT i AS id, CASE WHEN i % 9 = 0 THEN NULL ELSE 1 + i % 40 END AS user_id,
            ['view', 'cart', 'purchase'][1 + i % 3] AS event_type,
            TIMESTAMP '2025-03-01 00:00:00' + INTERVAL (i) HOUR AS event_ts, '{"n":1}' AS metadata FROM range(1, 401) AS t(i);
        INSERT INTO raw.crm_contacts BY NAME SELECT i AS id, 'c' || i || '@example.com' AS email, ['web', 'fair', ' '][1 + i % 3] AS source,
            'c' || (i % 4) AS campaign_id, i % 2 = 0 AS converted FROM range(1, 61) AS t(i)
        """;

    private static readonly Lazy<Task<ComparedShop>> Shared = new(CreateAsync);

    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-compared-").FullName;

    private ComparedShop() => Settings = Repository.Settings(folder, null, ("warehouse.threads", "1"));

    /// <summary>The shipped settings, in the shop's work folder.</summary>
    public ShopSettings Settings { get; }

    /// <summary>The work folder.</summary>
    public string Work => folder;

    private string Warehouse => Path.Combine(folder, "warehouse.duckdb");

    /// <summary>The shop; built by the first test that needs it.</summary>
    public static Task<ComparedShop> GetAsync() => Shared.Value;

    /// <summary>Removes the shop, if it was built.</summary>
    public static void Remove()
    {
        if (Shared.IsValueCreated)
            Shared.Value.Result.Dispose();
    }

    /// <summary>A copy of the shipped models.</summary>
    public static TestFolder Models()
    {
        var models = new TestFolder();
        foreach (var file in Directory.GetFiles(ModelProject.ShippedFolder, "*.sql", SearchOption.AllDirectories))
            models.With(Path.GetRelativePath(ModelProject.ShippedFolder, file), File.ReadAllText(file));
        return models;
    }

    /// <summary>Compares the shipped models with others.</summary>
    /// <param name="models">The models of the head.</param>
    /// <param name="head">Changes the options of the head; null for the same as the base.</param>
    /// <param name="redaction">What is shown of rows; null for their keys.</param>
    public Task<FoundChanges> CompareAsync(TestFolder models, Func<PipelineOptions, PipelineOptions>? head = null, RedactionPolicy? redaction = null) =>
        CompareAsync(ModelProject.ShippedFolder, models.Path, head, redaction);

    /// <inheritdoc cref="CompareAsync(TestFolder, Func{PipelineOptions, PipelineOptions}, RedactionPolicy)"/>
    /// <param name="baseFolder">The models of the base.</param>
    /// <param name="headFolder">The models of the head.</param>
    public Task<FoundChanges> CompareAsync(
        string baseFolder,
        string headFolder,
        Func<PipelineOptions, PipelineOptions>? head = null,
        RedactionPolicy? redaction = null
    )
    {
        var options = Settings.Pipeline with { ModelsFolder = headFolder };
        return ModelComparison.RunAsync(
            new ComparisonRequest
            {
                Head = head?.Invoke(options) ?? options,
                Base = Settings.Pipeline with { ModelsFolder = baseFolder },
                BaseName = "main",
                Redaction = redaction ?? new RedactionPolicy(SampleLevel.Keys, PersonalColumns.Default),
            },
            CancellationToken.None
        );
    }

    /// <summary>A value of the warehouse, as text.</summary>
    public string Value(string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={Warehouse};access_mode=READ_ONLY");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST(v AS VARCHAR) FROM ({sql}) AS t(v)";
        return (string)command.ExecuteScalar()!;
    }

    /// <summary>The differences, as expected changes would name them.</summary>
    public static IReadOnlyList<string> FactsOf(FoundChanges found) =>
        [
            .. ChangeFacts
                .Of(
                    new ChangeReport
                    {
                        RunId = "",
                        StartedAt = default,
                        Date = default,
                        Base = "",
                        BaseCommit = "",
                        HeadCommit = "",
                        Samples = "keys",
                        Tables = found.Tables,
                        Metrics = found.Metrics,
                    }
                )
                .Select(f => $"{f}"),
        ];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<ComparedShop> CreateAsync()
    {
        var shop = new ComparedShop();
        using (var connection = new DuckDBConnection($"Data Source={shop.Warehouse}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "CREATE SCHEMA raw;"
                + string.Concat(
                    TestShop.RawTables.Select(t =>
                        $"CREATE TABLE raw.{t.Dataset.Table} ({string.Join(", ", t.Columns.Select(c => $"{c.Name} {DuckTypes.ToDuckDb(c.Type)}"))});"
                    )
                )
                + Rows;
            command.ExecuteNonQuery();
        }
        var project = await TestShop.ShippedAsync();
        await new ModelRunner(() => new DuckDBConnection($"Data Source={shop.Warehouse}"), TestShop.Deadline, TimeProvider.System).RunAsync(project);
        return shop;
    }
}
