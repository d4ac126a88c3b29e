using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>Hostile data in a browser: neither escaping nor the policy lets it run.</summary>
[TestFixture, Category("Live")]
internal sealed class HostilePageTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Hostile_data_runs_no_script_with_or_without_the_policy(bool policy)
    {
        await using var open = await Chromium.OpenAsync(HostileDataTests.Hostile(), policy: policy);
        await open.UnfoldAsync();

        (await open.ScriptRanAsync()).Should().Be(0);
        open.Dialogs.Should().Be(0);
        open.ConsoleMessages.Should().BeEmpty();
        open.Requests.Should().ContainSingle();
        (await open.Page.Locator("script").CountAsync()).Should().Be(1);
    }

    [TestCase(true, 0)]
    [TestCase(false, 3)]
    public async Task Unescaped_payload_runs_only_without_the_policy(bool policy, int runs)
    {
        await using var open = await Chromium.OpenAsync(
            """<!DOCTYPE html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:" /></head>"""
                + $"<body>{HostileDataTests.Payload.Replace("\uD800", "", StringComparison.Ordinal)}</body></html>",
            policy: policy
        );

        (await open.ScriptRanAsync()).Should().Be(runs);
    }
}
