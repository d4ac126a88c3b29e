using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>
/// Sends the messages of a run to the channels whose conditions their incidents meet, and the others to the common webhook. What could not be
/// delivered is sent with the next run.
/// </summary>
/// <param name="publisher">Sends requests.</param>
/// <param name="mail">Sends e-mail.</param>
internal sealed class ChannelDelivery(HttpPublisher publisher, MailSender mail)
{
    /// <summary>Sends what is due after a run. A channel that fails does not hold up the others.</summary>
    /// <exception cref="DeliveryException">Messages could not be delivered; the others were sent.</exception>
    public async Task SendAsync(PublishedRun run, IntegrationOptions options, CancellationToken cancellationToken)
    {
        if (run.Result.Incidents is null)
            return;
        var failed = new List<string>();
        var file = UndeliveredFile.Beside(run.Report);
        var earlier = await file.ReadAsync(failed.Add, cancellationToken);
        var due = MessagesOfRun.Of(run, options);
        var left = earlier.Where(u => !u.IsOf(run.Result)).ToList();
        async Task SendAllAsync(Channel channel, IEnumerable<ChannelMessage> messages)
        {
            var again = MessagesOfRun.Again(earlier.Where(u => u.IsOf(run.Result) && u.IsFor(channel)), run, options);
            // Who has not heard that it began needs no reminder of it.
            var others = messages.Where(m =>
                m.Occasion is not MessageOccasion.StillOpen || !again.Any(a => a.Occasion is MessageOccasion.Begun && a.IsAbout(m))
            );
            var unsent = await TryAsync(channel, [.. again, .. others], run.Result, failed, cancellationToken);
            left.AddRange(unsent.Select(m => Undelivered.Of(channel, m, run.Result)).OfType<Undelivered>());
        }
        foreach (var channel in options.Channels)
            await SendAllAsync(channel, due.Where(m => channel.Route.Takes(m.Incident!)));
        if (Common(options) is { } common)
            await SendAllAsync(common, due.Where(m => !options.Channels.Any(c => c.Route.Takes(m.Incident!))));
        await file.WriteAsync(left, cancellationToken);
        if (failed.Count > 0)
            throw new DeliveryException(string.Join("; ", failed));
    }

    // Without an address, nobody has asked for messages.
    private static Channel? Common(IntegrationOptions options) =>
        string.IsNullOrEmpty(options.Webhook)
            ? null
            : new Channel
            {
                Name = "",
                Kind = ChannelKind.Slack,
                Variable = Webhook.Variable,
                Secret = options.Webhook,
            };

    // Returns the messages that were not delivered.
    private async Task<IReadOnlyCollection<ChannelMessage>> TryAsync(
        Channel channel,
        IReadOnlyList<ChannelMessage> due,
        RunResult run,
        List<string> failed,
        CancellationToken cancellationToken
    )
    {
        var isAlert = channel.Kind is ChannelKind.PagerDuty or ChannelKind.Opsgenie;
        var messages = new Queue<ChannelMessage>(isAlert ? MessagesOfRun.ToAlert(due) : MessagesOfRun.ToRead(due, run));
        try
        {
            if (channel.Kind == ChannelKind.Email && messages.Count > 0)
                await mail.SendAsync(channel, messages, cancellationToken);
            else
                for (; messages.TryPeek(out var message); messages.Dequeue())
                    await PostAsync(channel, message, cancellationToken);
        }
        catch (DeliveryException e)
        {
            // Where one message fails, the others of this channel would take as long, and fail, too.
            var place = channel.Name.Length == 0 ? "" : $"channel {channel.Name}: ";
            var more = messages.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({messages.Count - 1} more not sent)") : "";
            var fix = e.Message.Contains(channel.Variable, StringComparison.Ordinal) ? "" : $"; check {channel.Variable}";
            failed.Add($"{place}{e.Message}{more}{fix}");
        }
        return messages;
    }

    private async Task PostAsync(Channel channel, ChannelMessage message, CancellationToken cancellationToken)
    {
        var request = ChannelForms.Of(channel, channel.Secret ?? throw new DeliveryException($"{channel.Variable} is not set"), message);
        await publisher.PostAsync(request.To, request.Json, request.Authorization, cancellationToken);
    }
}
