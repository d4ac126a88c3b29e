using ShopStream.Application.Progress;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Source;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Application.Running;

/// <summary>The source of a run: the one that the settings name, or a sandbox that is removed afterwards.</summary>
internal sealed class RunSource : IAsyncDisposable
{
    private readonly SandboxServer? server;

    private RunSource(SourceAddress address, SandboxServer? server) => (Address, this.server) = (address, server);

    public SourceAddress Address { get; }

    /// <param name="settings">Name the source, or the sandbox's scale and seed.</param>
    /// <param name="date">The last day of the generated data.</param>
    /// <param name="stages">Times the stage sandbox.</param>
    /// <param name="progress">Receives the rows written to the sandbox.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the start; a started server is stopped.</param>
    public static async Task<RunSource> OpenAsync(
        ShopSettings settings,
        DateOnly date,
        Stages stages,
        IProgress<WorkProgress>? progress,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (settings.SourceToRead() is { } named)
            return new RunSource(named, null);
        return await stages.RunAsync(
            "sandbox",
            async () =>
            {
                var sandbox = await SandboxServer.StartAsync(clock, cancellationToken);
                try
                {
                    await Seeder.SeedAsync(
                        sandbox.ConnectionString,
                        new SeedOptions(date, settings.Scale, settings.Seed),
                        progress.ForSeeder("sandbox"),
                        cancellationToken
                    );
                    return new RunSource(
                        new SourceAddress(sandbox.ConnectionString, "public", settings.Tables, settings.SourceDeadline)
                        {
                            Deadlines = settings.SourceDeadlines,
                            IsSandbox = true,
                        },
                        sandbox
                    );
                }
                catch
                {
                    await sandbox.DisposeAsync();
                    throw;
                }
            }
        );
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
