using ShopStream.Application.Progress;
using ShopStream.Application.Settings;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Application.Seeding;

/// <summary>seed: creates and fills the six tables in an empty database.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class SeedUseCase(TimeProvider clock)
{
    /// <param name="settings">Name scale, seed and date.</param>
    /// <param name="into">A connection string or a postgresql:// address; null or blank for the source of the settings.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels the seeding.</param>
    /// <returns>The rows of each table.</returns>
    /// <exception cref="UsageException">No database is named, or it is not empty.</exception>
    public async Task<IReadOnlyList<(string Table, long Rows)>> RunAsync(
        ShopSettings settings,
        string? into,
        WorkObserver observer,
        CancellationToken cancellationToken
    )
    {
        var connection = !string.IsNullOrWhiteSpace(into)
            ? DatabaseAddress.Parse(into)
            : settings.SourceToRead()?.ConnectionString
                ?? throw new UsageException("seed --into names no database: give a connection string, or set PGHOST, PGDATABASE and PGUSER");
        var date = settings.Date ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var report = await Seeder.SeedAsync(
            connection,
            new SeedOptions(date, settings.Scale, settings.Seed),
            observer.Progress.ForSeeder("seed"),
            cancellationToken
        );
        return [.. report.Rows.Select(r => (r.Table, (long)r.Rows))];
    }
}
