using FluentAssertions;
using Microsoft.Playwright;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>Pages of long, stopped and repeated runs in a browser. Its tests run side by side, since axe takes seconds for a page.</summary>
[TestFixture, Category("Live"), Parallelizable(ParallelScope.All)]
internal sealed class LongPageTests
{
    private static readonly Dictionary<string, RunResult> Runs = new(StringComparer.Ordinal)
    {
        ["with marts"] = Samples.WithMarts,
        ["after others"] = Samples.AfterOthers,
        ["stopped"] = Samples.Stopped,
        ["long"] = LongRun.Make(Lane.Pick(usual: 3, nightly: 20)),
    };

    private static IEnumerable<string> Names => Runs.Keys;

    [Test]
    public async Task Page_passes_axe_and_does_not_overflow([ValueSource(nameof(Names))] string run, [Values] bool dark)
    {
        // Wide in one colour scheme and narrow in the other; the nightly lane has the other pairs.
        foreach (var width in Lane.Pick(usual: [dark ? 390 : 1280], nightly: (int[])[1280, 390]))
        {
            await using var open = await Chromium.OpenAsync(Runs[run], dark, width: width);

            (await open.FaultsAsync()).Should().BeEmpty();
        }
    }

    [Test]
    public async Task Regions_have_unique_labels()
    {
        await using var open = await Chromium.OpenAsync(LongRun.Make());

        var labels = await open.Page.EvaluateAsync<string[]>(
            "Array.from(document.querySelectorAll('[role=region][aria-label], [role=group][aria-label]')).map(e => e.getAttribute('aria-label'))"
        );

        labels.Should().HaveCountGreaterThan(40).And.OnlyHaveUniqueItems();
    }

    [Test]
    public async Task Print_hides_buttons_and_shows_the_whole_lineage()
    {
        await using var open = await Chromium.OpenAsync(LongRun.Make(), width: 700);
        await open.UnfoldAsync();
        (await open.Page.Locator("button:not(.sort):visible").CountAsync()).Should().BeGreaterThan(20);

        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        (await open.Page.Locator("button:not(.sort):visible").CountAsync()).Should().Be(0);
        (await open.Page.Locator(".sort:visible").CountAsync()).Should().Be(8, "the heads of the product columns stay");
        (await open.Page.EvaluateAsync<double>("document.querySelector('.lineage').getBoundingClientRect().right")).Should().BeLessThan(700);
        (await open.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.finding')).breakInside")).Should().Be("auto");
    }
}
