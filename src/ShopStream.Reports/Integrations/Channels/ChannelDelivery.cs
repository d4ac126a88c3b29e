using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>Sends the messages of a run to the channels whose conditions their incidents meet, and the others to the common webhook.</summary>
/// <param name="publisher">Sends requests.</param>
/// <param name="mail">Sends e-mail.</param>
internal sealed class ChannelDelivery(HttpPublisher publisher, MailSender mail)
{
    /// <summary>Sends what is due after a run. A channel that fails does not hold up the others.</summary>
    /// <exception cref="DeliveryException">Messages could not be delivered; the others were sent.</exception>
    public async Task SendAsync(PublishedRun run, IntegrationOptions options, CancellationToken cancellationToken)
    {
        var due = MessagesOfRun.Of(run, options);
        var failed = new List<string>();
        foreach (var channel in options.Channels)
            await TryAsync(channel, [.. due.Where(m => channel.Route.Takes(m.Incident!))], run.Result, failed, cancellationToken);
        await TryAsync(Common(options), [.. due.Where(m => !options.Channels.Any(c => c.Route.Takes(m.Incident!)))], run.Result, failed, cancellationToken);
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

    private async Task TryAsync(Channel? channel, IReadOnlyList<ChannelMessage> due, RunResult run, List<string> failed, CancellationToken cancellationToken)
    {
        if (channel is null)
            return;
        var messages = channel.Kind is ChannelKind.PagerDuty or ChannelKind.Opsgenie ? MessagesOfRun.ToAlert(due) : MessagesOfRun.ToRead(due, run);
        var sent = 0;
        try
        {
            if (channel.Kind == ChannelKind.Email && messages.Count > 0)
                await mail.SendAsync(channel, messages, cancellationToken);
            else
                for (; sent < messages.Count; sent++)
                    await PostAsync(channel, messages[sent], cancellationToken);
        }
        catch (DeliveryException e)
        {
            // Where one message fails, the others of this channel would take as long, and fail, too. Mail is sent as a whole.
            var rest = channel.Kind == ChannelKind.Email ? 0 : messages.Count - sent - 1;
            var place = channel.Name.Length == 0 ? "" : $"channel {channel.Name}: ";
            var more = rest > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({rest} more not sent)") : "";
            var fix = e.Message.Contains(channel.Variable, StringComparison.Ordinal) ? "" : $"; check {channel.Variable}";
            failed.Add($"{place}{e.Message}{more}{fix}");
        }
    }

    private async Task PostAsync(Channel channel, ChannelMessage message, CancellationToken cancellationToken)
    {
        var request = ChannelForms.Of(channel, channel.Secret ?? throw new DeliveryException($"{channel.Variable} is not set"), message);
        await publisher.PostAsync(request.To, request.Json, request.Authorization, cancellationToken);
    }
}
