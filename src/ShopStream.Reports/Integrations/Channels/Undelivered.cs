using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>A message that a channel did not take.</summary>
/// <param name="Channel">Name of the channel; "" for the common webhook.</param>
/// <param name="Branch">The branch of the run; null if it is not known.</param>
/// <param name="Occasion">That the incident began, or that it recovered.</param>
/// <param name="Incident">The incident, without keys of rows.</param>
/// <param name="Since">Start of the run that sent it first, in UTC.</param>
internal sealed record Undelivered(string Channel, string? Branch, MessageOccasion Occasion, Incident Incident, DateTimeOffset Since)
{
    /// <summary>The message as one to send again; null for a reminder or a number, which are outdated by the next run.</summary>
    public static Undelivered? Of(Channel channel, ChannelMessage message, RunResult run) =>
        message is { Occasion: MessageOccasion.Begun or MessageOccasion.Recovered, Incident: { } incident }
            // Keys of rows are in reports alone, which are pruned.
            ? new Undelivered(channel.Name, run.Branch, message.Occasion, incident with { Keys = [] }, message.Since ?? run.StartedAt)
            : null;

    /// <summary>Whether a run can tell what has become of the incident: each branch has its own.</summary>
    public bool IsOf(RunResult run) => string.Equals(Branch, run.Branch, StringComparison.Ordinal);

    /// <summary>Whether it belongs to a channel.</summary>
    public bool IsFor(Channel channel) => string.Equals(Channel, channel.Name, StringComparison.Ordinal);
}

/// <summary>undelivered.json in the report folder: the messages to send again with the next run. Without any there is no file.</summary>
/// <param name="path">The file.</param>
internal sealed class UndeliveredFile(string path)
{
    private const string Name = "undelivered.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The file of the report folder that has a run's report.</summary>
    public static UndeliveredFile Beside(ReportFiles report) => new(Path.Combine(Path.GetDirectoryName(report.Folder)!, Name));

    /// <summary>The messages; none if there is no file, or if it cannot be read.</summary>
    /// <param name="warn">Receives why it cannot be read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<Undelivered>> ReadAsync(Action<string> warn, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<List<Undelivered>>(await File.ReadAllBytesAsync(path, cancellationToken), Json) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            warn($"{path}: messages of earlier runs cannot be read and are not sent again ({e.Message})");
            return [];
        }
    }

    /// <summary>Replaces the messages.</summary>
    /// <exception cref="InfrastructureException">The file cannot be written.</exception>
    public async Task WriteAsync(IReadOnlyList<Undelivered> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0)
            await ReportFile.WriteAsync(path, JsonSerializer.SerializeToUtf8Bytes(messages, Json), cancellationToken);
        else if (File.Exists(path))
            File.Delete(path);
    }
}
