using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Reports.Mutations;
using ShopStream.Tests.Reports.Mutations;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>The mutation page in a browser.</summary>
[TestFixture, Category("Live")]
internal sealed class MutationPageInBrowserTests
{
    [TestCase(false, 1280)]
    [TestCase(true, 390)]
    public async Task Page_opens_without_errors_or_requests_and_passes_axe(bool dark, int width)
    {
        await using var open = await Chromium.OpenAsync(MutationPage.Render(MutationSamples.Mixed), dark, width: width);

        open.ConsoleMessages.Should().BeEmpty();
        open.Requests.Should().ContainSingle();
        await open.Page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        var found = await open.Page.RunAxe();
        found
            .Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {string.Join(", ", v.Nodes.Select(n => n.Html))}")
            .Should()
            .BeEmpty();
    }
}
