using ShopStream.Application.Reporting;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Incidents;

/// <summary>An incident, and whether somebody has taken it.</summary>
/// <param name="Logged">The incident and its times.</param>
/// <param name="Acknowledgement">The line of acknowledged.csv that applies to it today; null if none does.</param>
public sealed record ListedIncident(LoggedIncident Logged, Acknowledgement? Acknowledgement)
{
    /// <summary>The incident, as the last run that had it recorded it.</summary>
    public Incident Incident => Logged.Incident;

    /// <summary>The run without it; null while it is open.</summary>
    public HistoryRun? ResolvedBy => Logged.ResolvedBy;

    /// <summary>open, acknowledged, muted or resolved.</summary>
    public string State =>
        (ResolvedBy, Acknowledgement?.State) switch
        {
            ({ }, _) => "resolved",
            (_, IncidentState.Muted) => "muted",
            (_, IncidentState.Acknowledged) => "acknowledged",
            _ => "open",
        };
}

/// <summary>incidents: the faults of the recorded runs, open or resolved.</summary>
/// <param name="clock">Supplies the current day.</param>
public sealed class IncidentsUseCase(TimeProvider clock)
{
    /// <param name="settings">Name the report folder and the features folder, which has acknowledged.csv.</param>
    /// <param name="withResolved">Whether resolved incidents are listed, too.</param>
    /// <param name="warn">Receives a line for each line of the history that cannot be read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Every incident once, in the order in which they began.</returns>
    /// <exception cref="UsageException">There is no run, or acknowledged.csv has invalid lines.</exception>
    public async Task<IReadOnlyList<ListedIncident>> ListAsync(
        ShopSettings settings,
        bool withResolved,
        Action<string> warn,
        CancellationToken cancellationToken
    )
    {
        var history = await HistoryUseCase.ReadAsync(settings.Out, warn, cancellationToken);
        var acknowledgements = ItemsFile.Acknowledgements(settings.Features);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return
        [
            .. IncidentLog
                .Of(history)
                .Where(i => withResolved || i.ResolvedBy is null)
                .Select(i => new ListedIncident(i, Acknowledgement.Of(i.Incident, acknowledgements, today))),
        ];
    }
}
