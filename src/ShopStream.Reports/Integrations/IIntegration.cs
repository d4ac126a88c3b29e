using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Reports.Integrations;

/// <summary>A target that a run is published to when its report is written.</summary>
public interface IIntegration
{
    /// <summary>Name in warnings, such as webhook.</summary>
    string Name { get; }

    /// <summary>Writes or sends the run. What it throws is a warning and changes nothing of the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Cancels a request.</param>
    /// <exception cref="IOException">The target cannot be written; see <see cref="DeliveryException"/> for one that cannot be reached.</exception>
    Task PublishAsync(PublishedRun run, CancellationToken cancellationToken);
}

/// <summary>A run to publish.</summary>
/// <param name="Result">The run that ended.</param>
/// <param name="Report">The files of its report.</param>
/// <param name="Past">The earlier runs.</param>
public sealed record PublishedRun(RunResult Result, ReportFiles Report, RunHistory Past);

/// <summary>An integration that is one function.</summary>
/// <param name="Name">Name in warnings.</param>
/// <param name="Publish">Writes or sends the run.</param>
internal sealed record Integration(string Name, Func<PublishedRun, CancellationToken, Task> Publish) : IIntegration
{
    /// <inheritdoc />
    public Task PublishAsync(PublishedRun run, CancellationToken cancellationToken) => Publish(run, cancellationToken);
}
