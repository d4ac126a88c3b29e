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
    private const string TimeFormat = "yyyyMMddHHmmss";
    private const string Unchanged = "Nothing that is kept was changed.";

    // A comparison that was killed leaves its schemas behind: the next one drops those that no comparison can still use.
    private static readonly TimeSpan LongestComparison = TimeSpan.FromDays(1);

    private readonly SnowflakeSettings settings;
    private readonly SnowflakeSessions sessions;
    private readonly string name;
    private readonly string baseDatabase;
    private readonly IReadOnlyList<string> raw;
    private readonly HashSet<string> schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<Dataset, string>> built = new(StringComparer.Ordinal);

    private SnowflakeComparison(SnowflakeSettings settings, ComparisonRequest request)
    {
        (this.settings, raw) = (settings, request.RawTables);
        baseDatabase = request.BaseWarehouse is { } other ? SnowflakeNames.Folded(other) : settings.Database;
        sessions = new SnowflakeSessions(SnowflakeProvider.Find(), settings, Purpose.Transform, request.Head.RunId, settings.Deadline, 1);
        var started = request.Clock.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);
        name = $"{Prefix}{started}_{Guid.NewGuid().ToString("n")[..8]}";
    }

    public override Dialect Dialect => Dialect.Snowflake;

    protected override string CreateTable => "CREATE TRANSIENT TABLE";

    private string Scratch => SnowflakeScratch.NameOf(settings.Database);

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
            await opened.DropAbandonedAsync(request.Clock.GetUtcNow() - LongestComparison, cancellationToken);
            await opened.CloneRawAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public override Dialect DialectOf(string side) => Dialect with { Place = d => $"{In(SchemaOf(side, d.Layer))}.{Dialect.Quote(d.Table)}" };

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
            return e is ProblemException ? null : SnowflakeProblem.Of(e, $"{settings.For(Purpose.Transform)}, model {model.Name}", Unchanged);
        var problems = new ModelProblems(folder);
        SnowflakeModels.AddTo(problems, model, error, Named);
        return problems.ToException(e);
    }

    public override Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(() => sessions.UseAsync(s => s.ExecuteAsync(sql, cancellationToken), cancellationToken));

    public override Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) =>
        GuardedAsync(() => sessions.ReadAsync(sql, cancellationToken));

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
        {
            var schema = SchemaOf(AgainSide, layer);
            if (!schemas.Contains(schema))
                continue;
            await ExecuteAsync(Drop(schema), cancellationToken);
            schemas.Remove(schema);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var schema in schemas)
            await TryDropAsync(schema);
        await sessions.DisposeAsync();
    }

    protected override async Task<string> TableAsync(int number, CancellationToken cancellationToken)
    {
        var schema = $"{name}_differences";
        await EnsureAsync(schema, cancellationToken);
        return $"{In(schema)}.{Dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"t{number}"))}";
    }

    protected override Task<ILookup<Dataset, ComparedColumn>> ReadColumnsAsync(string side, CancellationToken cancellationToken) =>
        GuardedAsync(() =>
            sessions.UseAsync(
                async session =>
                {
                    var columns = await SnowflakeCatalog.ColumnsAsync(
                        session,
                        Dialect.Quote(Scratch),
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
        new[] { $"{SnowflakeNames.Folded(Scratch)}." }
            .Concat(new[] { BaseSide, HeadSide, AgainSide }.Select(s => SnowflakeNames.Folded($"{name}_{s}_")))
            .Aggregate(text, (shown, part) => shown.Replace(part, "", StringComparison.Ordinal));

    private string SchemaOf(string side, Layer layer) => $"{name}_{side}_{ModelNames.Schema(layer)}";

    private string LoadedOf(string side) => side is BaseSide ? baseDatabase : settings.Database;

    // Both sides have the rows of one moment: the head's are cloned from the base's, unless these are of another warehouse.
    private async Task CloneRawAsync(CancellationToken cancellationToken)
    {
        await CloneSchemaAsync(BaseSide, baseDatabase, Dialect.Schema(Layer.Raw), cancellationToken);
        if (string.Equals(baseDatabase, settings.Database, StringComparison.Ordinal))
            await CloneSchemaAsync(HeadSide, Scratch, SchemaOf(BaseSide, Layer.Raw), cancellationToken);
        else
            await CloneSchemaAsync(HeadSide, settings.Database, Dialect.Schema(Layer.Raw), cancellationToken);
        foreach (var database in new[] { baseDatabase, settings.Database }.Distinct(StringComparer.Ordinal))
        {
            var models = await ReadAsync($"SELECT \"LAYER\", \"MODEL\", \"SHA256\" FROM {Dialect.Quote(database)}.\"META\".\"MODELS\"", cancellationToken);
            built[database] = models.Rows.ToDictionary(r => new Dataset(SnowflakeModels.LayerOf(r[0]!), r[1]!), r => r[2]!);
        }
    }

    private async Task CloneSchemaAsync(string side, string database, string schema, CancellationToken cancellationToken)
    {
        var clone = SchemaOf(side, Layer.Raw);
        // Remembered first: a statement that was cancelled may still have been carried out.
        schemas.Add(clone);
        await ExecuteAsync($"CREATE TRANSIENT SCHEMA {In(clone)} CLONE {Dialect.Quote(database)}.{Dialect.Quote(schema)}", cancellationToken);
    }

    private Task EnsureAsync(string side, Layer layer, CancellationToken cancellationToken) => EnsureAsync(SchemaOf(side, layer), cancellationToken);

    private async Task EnsureAsync(string schema, CancellationToken cancellationToken)
    {
        if (schemas.Add(schema))
            await ExecuteAsync($"CREATE TRANSIENT SCHEMA {In(schema)}", cancellationToken);
    }

    private async Task DropAbandonedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var found = await ReadAsync($"SELECT SCHEMA_NAME FROM {Dialect.Quote(Scratch)}.INFORMATION_SCHEMA.SCHEMATA", cancellationToken);
        foreach (var schema in found.Rows.Select(r => SnowflakeNames.Unfolded(r[0]!)))
            if (StartOf(schema) is { } started && started < before)
                await TryDropAsync(schema);
    }

    private static DateTimeOffset? StartOf(string schema) =>
        schema.StartsWith(Prefix, StringComparison.Ordinal)
        && schema.Length > Prefix.Length + TimeFormat.Length
        && DateTimeOffset.TryParseExact(
            schema.AsSpan(Prefix.Length, TimeFormat.Length),
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var started
        )
            ? started
            : null;

    // Also after a fault or a cancellation. What cannot be dropped now, a later comparison drops.
    private async Task TryDropAsync(string schema)
    {
        try
        {
            await ExecuteAsync(Drop(schema), CancellationToken.None);
        }
        catch (ProblemException) { }
    }

    private string Drop(string schema) => $"DROP SCHEMA IF EXISTS {In(schema)}";

    private string In(string schema) => $"{Dialect.Quote(Scratch)}.{Dialect.Quote(schema)}";

    private async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not ProblemException && SnowflakeProblem.Of(e, settings.For(Purpose.Transform), Unchanged) is not null)
        {
            throw SnowflakeProblem.Of(e, settings.For(Purpose.Transform), Unchanged)!;
        }
    }
}
