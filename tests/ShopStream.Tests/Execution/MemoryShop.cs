using System.Collections.Concurrent;
using FluentAssertions;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Execution;

/// <summary>A shop of six orders in memory: its source, and a warehouse that is built from a copy of it. No server is needed.</summary>
internal sealed class MemoryShop : IDisposable
{
    private const string Schemas =
        "DROP SCHEMA IF EXISTS raw CASCADE; DROP SCHEMA IF EXISTS staging CASCADE; DROP SCHEMA IF EXISTS core CASCADE; DROP SCHEMA IF EXISTS marts CASCADE; "
        + "CREATE SCHEMA raw; CREATE SCHEMA staging; CREATE SCHEMA core; CREATE SCHEMA marts;";

    private const string Rows = """
        CREATE TABLE orders (id INTEGER, created_at TIMESTAMP, country VARCHAR, status VARCHAR, total_amount DECIMAL(12, 2));
        CREATE TABLE order_items (id INTEGER, order_id INTEGER, product_id INTEGER, line_total DECIMAL(12, 2));
        CREATE TABLE products (id INTEGER, category VARCHAR);
        INSERT INTO orders VALUES
          (1, '2026-01-01 10:00', 'DE', 'paid', 10), (2, '2026-01-01 23:30', 'FR', 'paid', 20.50), (3, '2026-01-02 00:30', 'DE', 'delivered', 30),
          (4, '2026-01-02 12:00', 'FR', 'cancelled', 40), (5, '2026-01-03 08:00', NULL, 'paid', 50.25), (6, '2026-01-03 09:00', 'DE', 'refunded', 60);
        INSERT INTO order_items VALUES (11, 1, 1, 4), (12, 1, 2, 6), (21, 2, 1, 20.50),
            (31, 3, 2, 10), (32, 3, 3, 20), (41, 4, 1, 40), (51, 5, 3, 50.25), (61, 6, 2, 60);
        INSERT INTO products VALUES (1, 'Toys'), (2, 'Home'), (3, 'Toys'), (4, 'Garden');
        """;

    // DuckDB's dialect calls the schema of a layer as the layer.
    private const string SourceViews = """
        CREATE SCHEMA source;
        CREATE VIEW source.orders AS FROM raw.orders;
        CREATE VIEW source.order_items AS FROM raw.order_items;
        CREATE VIEW source.products AS FROM raw.products;
        """;

    private const string LakeFiles = """
        DROP SCHEMA IF EXISTS lake CASCADE;
        CREATE SCHEMA lake;
        CREATE TABLE lake.orders AS FROM raw.orders;
        CREATE TABLE lake.order_items AS FROM raw.order_items;
        CREATE TABLE lake.products AS FROM raw.products;
        """;

    private const string Models = """
        CREATE TABLE staging.stg_orders AS SELECT id AS order_id, created_at AS order_date, country, status, total_amount FROM raw.orders;
        CREATE TABLE staging.stg_order_items AS SELECT id AS order_item_id, order_id, product_id, line_total FROM raw.order_items;
        CREATE TABLE core.fact_orders AS SELECT i.order_item_id, o.order_id, i.product_id,
            CAST(o.order_date AS DATE) AS date_key, o.country, o.status, i.line_total AS line_revenue
          FROM staging.stg_order_items AS i JOIN staging.stg_orders AS o ON o.order_id = i.order_id;
        CREATE TABLE marts.sales AS SELECT date_key AS sale_date, SUM(line_revenue) AS total_revenue
            FROM core.fact_orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY date_key;
        CREATE TABLE marts.product_sales AS SELECT p.id AS product_id, p.category, COALESCE(SUM(f.line_revenue), 0) AS total_revenue
          FROM raw.products AS p LEFT JOIN core.fact_orders AS f ON f.product_id = p.id AND f.status NOT IN ('cancelled', 'refunded') GROUP BY p.id, p.category;
        """;

    private readonly DuckDatabase source = NewDatabase();
    private readonly DuckDatabase warehouse = NewDatabase();
    private bool isNew = true;
    private IReadOnlyList<TableInfo>? extracted;

    private static IReadOnlyDictionary<string, BusinessMetric> Metrics { get; } =
        BusinessMetricText.Parse(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rule.revenue"] = "status is not one of cancelled, refunded",
                ["rule.revenue.in.orders"] = "total_amount where rule; row order: id; day: created_at; country: country; status: status",
                ["rule.revenue.in.order_items"] =
                    "line_total where rule on orders; lookup orders by order_id = id; "
                    + "lookup products by product_id = id; row line: id; order: order_id; day: orders.created_at; "
                    + "country: orders.country; status: orders.status; category: products.category; product: product_id",
                ["rule.revenue.in.stg_orders"] = "total_amount where rule; row order: order_id; day: order_date; country: country; status: status",
                ["rule.revenue.in.stg_order_items"] =
                    "line_total where rule on stg_orders; lookup stg_orders by order_id = order_id; "
                    + "row line: order_item_id; order: order_id; day: stg_orders.order_date; "
                    + "country: stg_orders.country; status: stg_orders.status; product: product_id",
                ["rule.revenue.in.fact_orders"] =
                    "line_revenue where rule; row line: order_item_id; order: order_id; day: date_key; country: country; status: status; product: product_id",
                ["rule.revenue.in.sales"] = "total_revenue; day: sale_date",
                ["rule.revenue.in.daily"] = "total; day: sale_date",
                ["rule.revenue.in.product_sales"] = "total_revenue; category: category; product: product_id",
            }
        );

    /// <summary>SQL that changes the source.</summary>
    public string SourceChange { get; init; } = "";

    /// <summary>Metrics that were queried for the last sentence.</summary>
    public IEnumerable<Metric> Measured { get; private set; } = [];

    /// <summary>Builds the shop anew.</summary>
    /// <param name="load">SQL that changes what was loaded, before the models are built.</param>
    /// <param name="models">SQL that changes the models.</param>
    public async Task BuildAsync(string load = "", string models = "")
    {
        if (isNew)
            await source.ExecuteAsync($"{Schemas} USE memory.raw; {Rows} {SourceChange}; {SourceViews}", CancellationToken.None);
        isNew = false;
        await warehouse.ExecuteAsync($"{Schemas} USE memory.raw; {Rows} {load}; USE memory.main; {Models} {models}", CancellationToken.None);
    }

    /// <summary>Evaluates a sentence.</summary>
    /// <param name="sentence">A Then step.</param>
    /// <param name="keysPerPart">Approximate number of keys that the drill-down compares at once.</param>
    /// <param name="redaction">What may be shown; null for everything.</param>
    /// <param name="lake">The lake's SQL that changes its files, which are a copy of the source's rows; null if there is no lake.</param>
    /// <param name="damage">Why the file of orders is damaged; null if it is not.</param>
    /// <param name="live">Whether the live source is queried.</param>
    public async Task<CheckResult> CheckAsync(
        string sentence,
        int keysPerPart = 100_000,
        RedactionPolicy? redaction = null,
        string? lake = null,
        string? damage = null,
        bool live = false
    )
    {
        var (specifications, collector, drillDown) = await PrepareAsync(sentence, keysPerPart, redaction, lake, damage, live);
        return CheckRunner
            .Redact(await CheckRunner.RunAsync(specifications, collector, drillDown, CancellationToken.None), redaction ?? RedactionPolicy.None)[0]
            .Checks[0];
    }

    /// <summary>Evaluates a sentence, and finds all of its failing rows.</summary>
    /// <param name="sentence">A Then step that fails.</param>
    /// <param name="redaction">What may be shown; null for everything.</param>
    public async Task<(FailingCheck Check, IReadOnlyList<FailingRow> Rows)> FailingRowsAsync(string sentence, RedactionPolicy? redaction = null)
    {
        var (specifications, collector, drillDown) = await PrepareAsync(sentence, 2, redaction, lake: null, damage: null, live: false);
        var results = await CheckRunner.RunAsync(specifications, collector, drillDown, CancellationToken.None);
        var place = new FailingCheck
        {
            Number = 0,
            File = "a.feature",
            Scenario = "a",
            Line = 3,
            Sentence = sentence,
            Id = "",
        };
        var rows = new List<FailingRow>();
        var check = await new FailingRowCollector(collector, drillDown, redaction ?? RedactionPolicy.None).CollectAsync(
            specifications[0].Checks[0],
            results[0].Checks[0],
            place,
            rows.Add,
            CancellationToken.None
        );
        results[0].Checks[0].Outcome.Should().Be(Outcome.Failed, results[0].Checks[0].Note);
        return (check, rows);
    }

    private async Task<(IReadOnlyList<Specification>, MetricCollector, DrillDownRunner)> PrepareAsync(
        string sentence,
        int keysPerPart,
        RedactionPolicy? redaction,
        string? lake,
        string? damage,
        bool live
    )
    {
        var catalog = await ReadCatalogAsync();
        if (lake is not null)
        {
            await source.ExecuteAsync($"{LakeFiles} USE memory.lake; {lake}; USE memory.main;", CancellationToken.None);
            catalog = new Catalog(
                catalog.Tables.Concat(
                    catalog.Tables.Where(t => t.Dataset.Layer == Layer.Source).Select(t => t with { Dataset = t.Dataset with { Layer = Layer.Lake } })
                )
            );
        }
        var stores = new Dictionary<StoreId, IStore>
        {
            [StoreId.Source] = new AlteredStore(new DuckStore(StoreId.Source, source, catalog)) { Note = live ? "Asked live." : null },
            [StoreId.Lake] = new AlteredStore(new DuckStore(StoreId.Lake, source, catalog)) { Damage = damage },
            [StoreId.Warehouse] = new AlteredStore(new DuckStore(StoreId.Warehouse, warehouse, catalog)),
        };
        Measured = stores.Values.Cast<AlteredStore>().SelectMany(s => s.Answers).Select(a => a.Metric);
        var collector = new MetricCollector(catalog, stores, redaction: redaction);
        var specifications = SpecBinder.Bind(FeatureTexts.Of($"Feature: A\nScenario: a\nThen {sentence}\n"), Metrics);
        var drillDown = new DrillDownRunner(catalog, [.. Metrics.Values], collector) { KeysPerPart = keysPerPart };
        return (specifications, collector, drillDown);
    }

    public void Dispose()
    {
        source.Dispose();
        warehouse.Dispose();
    }

    private static DuckDatabase NewDatabase() =>
        DuckDatabase.InMemory(
            "a test",
            new DuckSettings("200MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );

    private async Task<Catalog> ReadCatalogAsync()
    {
        var loaded = await WarehouseCatalog.ReadAsync(warehouse, null, CancellationToken.None);
        extracted ??=
        [
            .. (await WarehouseCatalog.ReadAsync(source, null, CancellationToken.None)).Select(t =>
                t with
                {
                    Dataset = t.Dataset with { Layer = Layer.Source },
                }
            ),
        ];
        return new Catalog(extracted.Concat(loaded).Select(t => t with { Key = [KeyOf(t.Dataset.Table)] }));
    }

    private static string KeyOf(string table) =>
        table switch
        {
            "stg_orders" => "order_id",
            "stg_order_items" or "fact_orders" => "order_item_id",
            "sales" or "daily" => "sale_date",
            "product_sales" => "product_id",
            _ => "id",
        };
}

/// <summary>A store whose answers have a note, or whose orders are damaged. It keeps its answers.</summary>
internal sealed class AlteredStore(IStore inner) : IStore
{
    public string? Note { get; init; }

    public string? Damage { get; init; }

    public StoreId Id => inner.Id;

    public SqlText Sql => inner.Sql;

    public ConcurrentQueue<(Metric Metric, Measurement Answer)> Answers { get; } = new();

    public Measurement? FindKnown(Metric metric) => inner.FindKnown(metric);

    public async Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        var measurement = await inner.MeasureAsync(query, cancellationToken);
        foreach (var part in query.Split(measurement))
            Answers.Enqueue(part);
        return Note is null ? measurement : measurement with { Note = Note };
    }

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) => inner.ValuesAsync(values, cancellationToken);

    public ValueTask<string?> DamageOfAsync(Dataset dataset, CancellationToken cancellationToken) => new(dataset.Table is "orders" ? Damage : null);

    public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken) => inner.ReadRowsAsync(reading, sink, cancellationToken);

    public Task ReadTextAsync(PlannedQuery query, ITextRows rows, CancellationToken cancellationToken) => inner.ReadTextAsync(query, rows, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
