using Microsoft.Extensions.Time.Testing;
using Npgsql;
using ShopStream.Application.Progress;
using ShopStream.Application.Running;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Reports.Integrations;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Incidents.LivingShop;

/// <summary>What was said after a night.</summary>
/// <param name="Result">The result of the night's check.</param>
/// <param name="Begun">Places of the incidents that a message says began.</param>
/// <param name="Recovered">Places of the incidents that a message says recovered.</param>
internal sealed record NightReport(RunResult Result, IReadOnlyList<string> Begun, IReadOnlyList<string> Recovered);

/// <summary>
/// A shop that sells on each day. Each night its data is moved, faults are planted, and the shipped features check what came of it; messages go to a
/// receiver that keeps them.
/// </summary>
internal sealed class SellingShop : IAsyncDisposable
{
    private const string OneDay = """
        WITH o AS (
            INSERT INTO orders (user_id, created_at, total_amount, status, country, payment_method)
            SELECT 1 + (n * 7) % 1000, $1 + n * interval '50 minutes', 30.00, 'delivered', 'FRA', 'card' FROM generate_series(1, 20) AS n RETURNING id)
        INSERT INTO order_items (order_id, product_id, quantity, unit_price, line_total)
        SELECT o.id, 1 + (o.id + n) % 200, n, 10.00, n * 10.00 FROM o, generate_series(1, 2) AS n;
        """;

    private const string Visits = """
        INSERT INTO events (user_id, event_type, event_ts, metadata)
        SELECT user_id, event_type, $1 + (id % 1400) * interval '1 minute', metadata FROM events WHERE id <= 40
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-living-").FullName;
    private readonly TestDatabase database;
    private int night;

    private SellingShop(TestDatabase database) => this.database = database;

    public static async Task<SellingShop> OpenAsync() => new(await TestPostgres.SeededDatabaseAsync());

    private string Work => Path.Combine(folder, "work");

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Lives through a day and the night after it, in which some faults are present.</summary>
    public async Task<NightReport> NextAsync(IReadOnlyList<ShopFault> faults)
    {
        var date = TestPostgres.SeedOptions.Date.AddDays(++night);
        await ExecuteAsync(OneDay, date);
        await ExecuteAsync(Visits, date);
        var clock = new FakeTimeProvider(new DateTimeOffset(date.AddDays(1), new TimeOnly(2, 0), TimeSpan.Zero));
        var runs = new RunUseCase(clock);
        var fails = faults.Any(f => f.Place == FaultPlace.Extract);
        var request = Request(date, fails ? "127.0.0.1:1" : null);
        if (!fails && faults.Any(f => f.Place is FaultPlace.Load or FaultPlace.Model or FaultPlace.Lake))
        {
            // The run that moves the data is not recorded: faults happen inside it.
            await using (await runs.RunAsync(request, WorkObserver.None, CancellationToken.None)) { }
            await PlantAsync(request.Settings, faults);
            request = request with { MovesData = false };
        }
        await using var run = await runs.RunAsync(request, WorkObserver.None, CancellationToken.None);
        await runs.StoreAsync(run, _ => { }, CancellationToken.None);
        return await SendAsync(run, clock);
    }

    /// <summary>Changes the source.</summary>
    public Task ChangeAsync(string sql) => database.ExecuteAsync(sql);

    private RunRequest Request(DateOnly date, string? elsewhere)
    {
        var source = LoadedShop.Source(database.ConnectionString);
        if (elsewhere is not null)
            (source["PGHOST"], source["PGPORT"]) = (elsewhere.Split(':')[0], elsewhere.Split(':')[1]);
        var settings = Repository.Settings(Work, source, ("date", $"{date:yyyy-MM-dd}"));
        return new RunRequest
        {
            Settings = settings,
            Specs = SelectedSpecs.Load(settings, CancellationToken.None),
            Command = "shopstream check",
        };
    }

    private static async Task PlantAsync(ShopSettings settings, IReadOnlyList<ShopFault> faults)
    {
        var shop = new FaultyShop(settings);
        if (faults.Where(f => f.Place == FaultPlace.Load).ToList() is { Count: > 0 } loads)
            await shop.WithBadLoadAsync(string.Join(';', loads.Select(f => f.Sql)));
        foreach (var fault in faults.Where(f => f.Place == FaultPlace.Model))
            shop.With(fault.Sql);
        foreach (var fault in faults.Where(f => f.Place == FaultPlace.Lake))
            await File.AppendAllTextAsync(
                Directory
                    .EnumerateFiles(Path.Combine(shop.Lake, "raw", "postgres", fault.Sql), "*.csv", SearchOption.AllDirectories)
                    .OrderBy(f => f, StringComparer.Ordinal)
                    .Last(),
                "\n"
            );
    }

    private static async Task<NightReport> SendAsync(CompletedRun run, TimeProvider clock)
    {
        using var handler = new StubHandler();
        using var publisher = new HttpPublisher(handler, TimeProvider.System);
        var options = new IntegrationOptions { Webhook = "http://hooks.test/quality" };
        await new ChannelDelivery(publisher, new MailSender(clock)).SendAsync(
            new PublishedRun(run.Result, run.Report, run.Before),
            options,
            CancellationToken.None
        );
        var texts = handler.Requests.ConvertAll(r => System.Text.Json.JsonDocument.Parse(r.Body).RootElement.GetProperty("text").GetString()!);
        return new NightReport(
            run.Result,
            [.. texts.Where(t => t.StartsWith("*New incident* ", StringComparison.Ordinal)).Select(t => PlaceOf(t, "* "))],
            [.. texts.Where(t => t.StartsWith("*Recovered ", StringComparison.Ordinal)).Select(t => PlaceOf(t, "* "))]
        );
    }

    // "*New incident* raw orders: missing, −10": the place ends at the cause, the difference or the line.
    private static string PlaceOf(string text, string after) => text[(text.IndexOf(after, StringComparison.Ordinal) + after.Length)..].Split(':', ',', '\n')[0];

    private async Task ExecuteAsync(string sql, DateOnly date)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = date.ToDateTime(TimeOnly.MinValue) });
        await command.ExecuteNonQueryAsync();
    }
}
