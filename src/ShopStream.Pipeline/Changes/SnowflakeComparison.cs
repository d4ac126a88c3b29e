using System.Data.Common;
using System.Globalization;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Changes;

/// <summary>
/// Zero-copy clones in the database for clones, in schemas whose names no other comparison has. The role that builds models creates, reads and
/// drops them; it needs no more than it has for mutation testing.
/// </summary>
internal sealed class SnowflakeComparison : ComparisonDatabase
{
    private const string Prefix = "compare_";

    private readonly SnowflakeSettings settings;
    private readonly SnowflakeSessions sessions;
    private readonly SnowflakeScratchSchemas schemas;
    private readonly string baseDatabase;
    private readonly IReadOnlyList<string> raw;
    private readonly Dictionary<string, IReadOnlyDictionary<Dataset, string>> built = new(StringComparer.Ordinal);

    private SnowflakeComparison(SnowflakeSettings settings, ComparisonRequest request)
    {
        (this.settings, raw) = (settings, request.RawTables);
        baseDatabase = request.BaseWarehouse is { } other ? SnowflakeNames.Folded(other) : settings.Database;
        sessions = new SnowflakeSessions(SnowflakeProvider.Find(), settings, Purpose.Transform, request.Head.RunId, settings.Deadline, 1);
        schemas = new SnowflakeScratchSchemas(settings, sessions, Prefix, request.Clock.GetUtcNow());
    }

    public override Dialect Dialect => Dialect.Snowflake;

    protected override string CreateTable => "CREATE TRANSIENT TABLE";

    /// <param name="settings">Account and credentials.</param>
    /// <param name="request">What to compare.</param>
    /// <param name="cancellationToken">Cancels cloning.</param>
    /// <exception cref="UsageException">The database for clones does not exist, or the role may not clone into it.</exception>
    /// <exception cref="InfrastructureException">Snowflake does not respond.</exception>
    public static async Task<SnowflakeComparison> OpenAsync(SnowflakeSettings settings, ComparisonRequest request, CancellationToken cancellationToken)
    {
        var opened = new SnowflakeComparison(settings, request);
        try
        {
            await opened.schemas.DropAbandonedAsync(cancellationToken);
            await opened.CloneRawAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public override Dialect DialectOf(string side) => Dialect with { Place = d => $"{schemas.In(SchemaOf(side, d.Layer))}.{Dialect.Quote(d.Table)}" };

    public override IReadOnlyList<string> RawTables(string side) => raw;

    public override string? BuiltFrom(string side, Dataset dataset) => built[LoadedOf(side)].GetValueOrDefault(dataset);

    // Raw is cloned as a whole.
    public override async Task ShowLoadedAsync(string side, Dataset dataset, CancellationToken cancellationToken)
    {
        await EnsureAsync(side, dataset.Layer, cancellationToken);
        await ExecuteAsync($"{CreateTable} {Name(side, dataset)} CLONE {Dialect.Quote(LoadedOf(side))}.{Dialect.Table(dataset)}", cancellationToken);
    }

    public override async Task BuildAsync(string where, Model model, IEnumerable<Dataset> reads, CancellationToken cancellationToken)
    {
        await EnsureAsync(where, model.Layer, cancellationToken);
        var sql = reads.Aggregate(model.Sql, (text, read) => text.Replace(Dialect.Table(read), Name(where, read), StringComparison.Ordinal));
        await sessions.UseAsync(
            s =>
                s.ExecuteAsync(
                    $"{(model.Materialization == Materialization.View ? "CREATE VIEW" : CreateTable)} {Name(where, model.Dataset)} AS\n{sql}",
                    cancellationToken
                ),
            cancellationToken
        );
    }

    public override ProblemException? Explain(Exception e, Model model, string folder)
    {
        if (e is not DbException error || !SnowflakeProblem.IsSqlError(error))
            return e is ProblemException
                ? null
                : SnowflakeProblem.Of(e, $"{settings.For(Purpose.Transform)}, model {model.Name}", SnowflakeScratchSchemas.Unchanged);
        var problems = new ModelProblems(folder);
        SnowflakeModels.AddTo(problems, model, error, Named);
        return problems.ToException(e);
    }

    public override Task ExecuteAsync(string sql, CancellationToken cancellationToken) => schemas.ExecuteAsync(sql, cancellationToken);

    public override Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => schemas.ReadAsync(sql, cancellationToken);

    public override string Digest(IEnumerable<string> values) => $"SUM(HASH({string.Join(", ", values)}))";

    // A table that is written in an order is read in about that order.
    public override async Task<string> ShuffleAsync(string table, IEnumerable<string> columns, CancellationToken cancellationToken) =>
        $"SELECT * FROM {await KeepAsync($"SELECT * FROM {table} ORDER BY HASH({string.Join(", ", columns)})", cancellationToken)}";

    public override async Task ShowAsync(string side, Dataset dataset, string select, CancellationToken cancellationToken)
    {
        await EnsureAsync(side, dataset.Layer, cancellationToken);
        await base.ShowAsync(side, dataset, select, cancellationToken);
    }

    public override async Task ClearAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var layer in ModelNames.Layers.Prepend(Layer.Raw))
            await schemas.DropAsync(SchemaOf(AgainSide, layer), cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await schemas.DisposeAsync();
        await sessions.DisposeAsync();
    }

    protected override async Task<string> TableAsync(int number, CancellationToken cancellationToken)
    {
        var schema = $"{schemas.Name}_differences";
        await schemas.EnsureAsync(schema, cancellationToken);
        return $"{schemas.In(schema)}.{Dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"t{number}"))}";
    }

    protected override Task<ILookup<Dataset, ComparedColumn>> ReadColumnsAsync(string side, CancellationToken cancellationToken) =>
        schemas.GuardedAsync(() =>
            sessions.UseAsync(
                async session =>
                {
                    var columns = await SnowflakeCatalog.ColumnsAsync(
                        session,
                        Dialect.Quote(schemas.Database),
                        layer => SchemaOf(side, layer),
                        ModelNames.Layers.Prepend(Layer.Raw),
                        cancellationToken
                    );
                    return columns
                        .SelectMany(t => t.Select(c => (Dataset: t.Key, Column: new ComparedColumn(c.Name, c.Type, Dialect.Quote(c.Name)))))
                        .ToLookup(c => c.Dataset, c => c.Column);
                },
                cancellationToken
            )
        );

    // As the model names its tables.
    private string Named(string text) =>
        new[] { $"{SnowflakeNames.Folded(schemas.Database)}." }
            .Concat(new[] { BaseSide, HeadSide, AgainSide }.Select(s => SnowflakeNames.Folded($"{schemas.Name}_{s}_")))
            .Aggregate(text, (shown, part) => shown.Replace(part, "", StringComparison.Ordinal));

    private string SchemaOf(string side, Layer layer) => $"{schemas.Name}_{side}_{ModelNames.Schema(layer)}";

    private string LoadedOf(string side) => side is BaseSide ? baseDatabase : settings.Database;

    // Both sides have the rows of one moment: the head's are cloned from the base's, unless these are of another warehouse.
    private async Task CloneRawAsync(CancellationToken cancellationToken)
    {
        await CloneSchemaAsync(BaseSide, baseDatabase, Dialect.Schema(Layer.Raw), cancellationToken);
        if (string.Equals(baseDatabase, settings.Database, StringComparison.Ordinal))
            await CloneSchemaAsync(HeadSide, schemas.Database, SchemaOf(BaseSide, Layer.Raw), cancellationToken);
        else
            await CloneSchemaAsync(HeadSide, settings.Database, Dialect.Schema(Layer.Raw), cancellationToken);
        foreach (var database in new[] { baseDatabase, settings.Database }.Distinct(StringComparer.Ordinal))
        {
            var models = await ReadAsync($"SELECT \"LAYER\", \"MODEL\", \"SHA256\" FROM {Dialect.Quote(database)}.\"META\".\"MODELS\"", cancellationToken);
            built[database] = models.Rows.ToDictionary(r => new Dataset(SnowflakeModels.LayerOf(r[0]!), r[1]!), r => r[2]!);
        }
    }

    private Task CloneSchemaAsync(string side, string database, string schema, CancellationToken cancellationToken) =>
        schemas.CloneAsync(SchemaOf(side, Layer.Raw), database, schema, cancellationToken);

    private Task EnsureAsync(string side, Layer layer, CancellationToken cancellationToken) => schemas.EnsureAsync(SchemaOf(side, layer), cancellationToken);
}
