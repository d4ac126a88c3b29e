using DuckDB.NET.Data;
using ShopStream.Pipeline.Mutations;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;
using ShopStream.Tests.History;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Tests.MutationTesting;

/// <summary>Small tables in a warehouse of their own, all mutants of them, and a workspace to plant these in.</summary>
internal sealed class KindTables : IAsyncDisposable
{
    private const string Sql = """
        CREATE SCHEMA raw;
        CREATE TABLE raw.orders AS
        SELECT i::INTEGER AS id, (i % 40 + 1)::INTEGER AS user_id, TIMESTAMP '2026-11-01' + (i - 1) * INTERVAL 2 HOUR AS ordered_at,
            CASE WHEN i % 4 > 0 THEN TIMESTAMP '2026-11-01 06:00' + (i + 11) * INTERVAL 2 HOUR END AS shipped_at,
            CASE WHEN i % 4 = 0 THEN 'pending' WHEN i % 20 = 1 THEN 'refunded' ELSE 'shipped' END AS status,
            CASE WHEN i % 4 = 0 THEN 'invoice' ELSE ['card', 'paypal'][i % 2 + 1] END AS payment_method, 'EUR' AS currency,
            (50.25 + i * 37 % 450)::DECIMAL(10,2) AS amount, (1 + i % 7)::DECIMAL(10,2) AS discount,
            (1 + i % 5)::INTEGER AS quantity, (1000 + i)::INTEGER AS invoice_no, NULL::VARCHAR AS note
        FROM range(1, 313) AS t(i);
        CREATE TABLE raw.copies AS SELECT id, status, amount, quantity FROM raw.orders;
        CREATE TABLE raw.archive AS SELECT i::INTEGER AS order_id FROM range(313, 401) AS t(i);
        CREATE TABLE raw.users AS
        SELECT i::INTEGER AS id, 'u' || i || '@shop.example' AS email, 'Name ' || chr((65 + i % 26)::INTEGER) || i AS name,
            ['DEU', 'FRA', 'ITA'][i % 3 + 1] AS country,
            'SKU-' || (1000 + i) AS sku,
            '2026-11-' || lpad((i % 28 + 1)::VARCHAR, 2, '0') AS signup, (1000 + i)::INTEGER AS billing_id,
            (2000 + i)::INTEGER AS shipping_id, (48.5 + i / 100)::DECIMAL(9,4) AS latitude, (130.25 + i / 100)::DECIMAL(9,4) AS longitude,
            CASE WHEN i % 4 > 0 THEN '+4917000000' || i END AS phone, CASE WHEN i > 1 THEN (i - 1)::INTEGER END AS parent_id, NULL::TIMESTAMP AS closed_at
        FROM range(1, 41) AS t(i);
        CREATE TABLE raw.items AS
        SELECT i::INTEGER AS id, ((i - 1) // 3 + 1)::INTEGER AS order_id, (i % 20 + 1)::INTEGER AS product_id, (1 + i % 3)::INTEGER AS quantity,
            (5 + i % 20)::DECIMAL(10,2) AS unit_price, ((1 + i % 3) * (5 + i % 20))::DECIMAL(10,2) AS line_total
        FROM range(1, 937) AS t(i);
        CREATE TABLE raw.totals AS SELECT order_id AS id, SUM(line_total)::DECIMAL(10,2) AS total FROM raw.items GROUP BY 1;
        CREATE TABLE raw.events AS
        SELECT i::INTEGER AS id, TIMESTAMP '2026-11-01' + (i - 1) * INTERVAL 72 MINUTE AS event_ts, ['view', 'search', 'buy'][i % 3 + 1] AS event_type,
            ('{"device": "' || ['ios', 'web'][i % 2 + 1] || '", "os": "17"}')::JSON AS metadata
        FROM range(1, 521) AS t(i);
        CREATE TABLE raw.visits AS
        SELECT i::INTEGER AS id, TIMESTAMP '2026-08-29' + (i - 1) * INTERVAL 6 HOUR AS visited_at FROM range(1, 361) AS t(i);
        CREATE TABLE raw.prices AS
        SELECT i::INTEGER AS id, (i % 20 + 1)::INTEGER AS product_id, CASE WHEN i <= 20 THEN DATE '2026-01-01' ELSE DATE '2026-06-01' END AS valid_from,
            CASE WHEN i <= 20 THEN DATE '2026-06-01' END AS valid_to
        FROM range(1, 41) AS t(i);
        """;

    private readonly string file;
    private readonly DuckDbMutationEngine engine;
    private readonly IReadOnlyDictionary<string, MutantPlan> plans;

    private KindTables(
        string file,
        DuckDbMutationEngine engine,
        IMutationWorkspace workspace,
        Catalog catalog,
        IReadOnlyDictionary<string, MutantPlan> plans
    ) => (this.file, this.engine, Workspace, Catalog, this.plans) = (file, engine, workspace, catalog, plans);

    public IMutationWorkspace Workspace { get; }

    public Catalog Catalog { get; }

    /// <summary>On the morning after the last row; forty runs before have recorded rows, columns and a distribution.</summary>
    public static EvaluationContext Context { get; } =
        new(
            SampleHistory.SixFridays,
            SampleHistory.Friday,
            new RunHistory(
                Enumerable
                    .Range(1, 40)
                    .Select(i =>
                        SampleHistory.Run($"run-{i}", SampleHistory.Friday.AddDays(i - 41), i) with
                        {
                            Figures = new Dictionary<string, decimal>(StringComparer.Ordinal)
                            {
                                [FigureName.Rows("raw orders")] = 308 + (i % 3),
                                [FigureName.Rows("raw events")] = 518 + (i % 5),
                            },
                            Distributions = new Dictionary<string, Histogram>(StringComparer.Ordinal)
                            {
                                ["status in raw orders"] = new(false, 312, 3, [new("shipped", 218), new("pending", 78), new("refunded", 16)]),
                            },
                            Columns = new Dictionary<string, IReadOnlyList<RecordedColumn>>(StringComparer.Ordinal)
                            {
                                ["raw archive"] = [new RecordedColumn("order_id", "int")],
                            },
                        }
                    )
            )
        );

    public static async Task<KindTables> OpenAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"shopstream-kinds-{Guid.NewGuid():n}.duckdb");
        await using (var connection = new DuckDBConnection($"Data Source={path}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }
        var settings = new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 };
        var copy = await DuckDbMutationEngine.OpenAsync(path, settings, CancellationToken.None);
        var tables = await TablesAsync(copy);
        var catalog = new Catalog(tables).At(new SnapshotTime(Context.Date, Context.Moment));
        var byId = new Dictionary<string, MutantPlan>(StringComparer.Ordinal);
        var names = tables.Select(t => t.Dataset.Table).ToList();
        var workspace = await MutationWorkspace.OpenAsync(copy, null, names, [], byId, catalog, CancellationToken.None);
        foreach (
            var plan in await new MutantSampler(((IMutationEngine)copy).TryReadAsync, MutationDialect.DuckDb, 42).PossibleAsync(
                tables,
                [],
                [],
                CancellationToken.None
            )
        )
            byId[plan.Mutant.Id] = plan;
        return new KindTables(path, copy, new WithoutLake(workspace, copy.Store(StoreId.Warehouse, catalog)), catalog, byId);
    }

    public Mutant Mutant(string id) =>
        plans.GetValueOrDefault($"raw.{id}")?.Mutant
        ?? throw new InvalidOperationException(
            $"there is no mutant raw.{id}: {string.Join(", ", plans.Keys.Where(k => k.StartsWith("raw.", StringComparison.Ordinal)))}"
        );

    public async ValueTask DisposeAsync()
    {
        await Workspace.DisposeAsync();
        await engine.DisposeAsync();
        File.Delete(file);
    }

    private static async Task<IReadOnlyList<TableInfo>> TablesAsync(DuckDbMutationEngine engine)
    {
        var columns = await engine.ReadAsync(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'good' ORDER BY table_oid, column_index",
            CancellationToken.None
        );
        return
        [
            .. columns
                .Rows.GroupBy(r => r[0]!, StringComparer.Ordinal)
                .Select(t => new TableInfo(
                    new Dataset(Layer.Raw, t.Key),
                    [.. t.Select(r => new ColumnInfo(r[1]!, Portable(r[2]!), Nullable: true))],
                    [t.First()[1]!]
                )),
        ];
    }

    private static string Portable(string type) =>
        type switch
        {
            "INTEGER" => "int",
            "VARCHAR" => "text",
            _ => type.ToLowerInvariant(),
        };

    // There are no files: the tables are not from a lake.
    private sealed class WithoutLake(MutationWorkspace workspace, IStore warehouse) : IMutationWorkspace
    {
        public IReadOnlyDictionary<StoreId, IStore> Stores { get; } = new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = warehouse };

        public Task<PlantedMutant> PlantAsync(Mutant mutant, CancellationToken cancellationToken) => workspace.PlantAsync(mutant, cancellationToken);

        public Task<IReadOnlyList<(string Column, string? Value)>> DescribeRowAsync(Mutant mutant, CancellationToken cancellationToken) =>
            workspace.DescribeRowAsync(mutant, cancellationToken);

        public Task<Dataset?> ShowChangedRowsAsync(Mutant mutant, CancellationToken cancellationToken) =>
            workspace.ShowChangedRowsAsync(mutant, cancellationToken);

        public Stream Spill() => new MemoryStream();

        public Task RestoreAsync(CancellationToken cancellationToken) => workspace.RestoreAsync(cancellationToken);

        public ValueTask DisposeAsync() => workspace.DisposeAsync();
    }
}
