using System.Globalization;
using ShopStream.Quality.Files;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Incidents;

/// <summary>Whether somebody is to be told about an incident.</summary>
public enum IncidentState
{
    /// <summary>Nobody has taken it.</summary>
    Open,

    /// <summary>Its owner works on it: no reminders are sent, but the recovery is.</summary>
    Acknowledged,

    /// <summary>Nothing is sent about it.</summary>
    Muted,
}

/// <summary>
/// A line of acknowledged.csv: until a day, an incident or the incidents of a scenario are known. It changes messages, never a verdict.
/// </summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Incident">Identifier of the incident; "" if a scenario is named.</param>
/// <param name="Scenario">Name of the scenario; "" if an incident is named.</param>
/// <param name="State">Acknowledged or muted.</param>
/// <param name="Until">The last valid day.</param>
/// <param name="Owner">Who works on it.</param>
/// <param name="Reason">Why.</param>
public sealed record Acknowledgement(int Line, string Incident, string Scenario, IncidentState State, DateOnly Until, string Owner, string Reason)
{
    /// <summary>The file in the features folder.</summary>
    public const string FileName = "acknowledged.csv";

    private static readonly string[] Header = ["incident", "scenario", "state", "until", "owner", "reason"];

    private static readonly CsvItems<Acknowledgement> Format = new(Header, Item);

    /// <summary>Parses the lines of a file.</summary>
    /// <inheritdoc cref="CsvItems{T}.Parse" />
    public static IReadOnlyList<Acknowledgement> Parse(string text, string file) => Format.Parse(text, file);

    /// <summary>Whether it applies to an incident: to its identifier, or to the scenario that leads it.</summary>
    public bool Covers(Incident incident) =>
        Incident.Length > 0
            ? string.Equals(Incident, incident.Id, StringComparison.Ordinal)
            : incident.Scenarios.Count > 0 && string.Equals(Scenario, incident.Scenarios[0].Name, StringComparison.Ordinal);

    /// <summary>The line that applies to an incident on a day, muted before acknowledged; null if none does.</summary>
    public static Acknowledgement? Of(Incident incident, IEnumerable<Acknowledgement> lines, DateOnly day) =>
        lines.Where(a => a.Until >= day && a.Covers(incident)).OrderByDescending(a => a.State).ThenByDescending(a => a.Until).FirstOrDefault();

    private static (Acknowledgement? Item, string? Problem) Item(int line, IReadOnlyList<string> cells)
    {
        if ((cells[0].Length > 0) == (cells[1].Length > 0))
            return (null, "found both an incident and a scenario, or neither: expected one of them, such as 20251128-3f9a2c (shopstream incidents lists them)");
        IncidentState? state = cells[2] switch
        {
            "acknowledged" => IncidentState.Acknowledged,
            "muted" => IncidentState.Muted,
            _ => null,
        };
        if (state is null)
            return (null, $"the state is '{cells[2]}': expected acknowledged or muted");
        if (!DateOnly.TryParseExact(cells[3], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until))
            return (null, $"until is '{cells[3]}': expected the last valid day as yyyy-MM-dd");
        return Header.Skip(4).Where((_, i) => cells[i + 4].Length == 0).FirstOrDefault() is { } empty
            ? (null, $"{empty} is empty: expected who works on it, and why it is known")
            : (new Acknowledgement(line, cells[0], cells[1], state.Value, until, cells[4], cells[5]), null);
    }
}
