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

    // By default each page in one colour scheme, wide if that is light; in the nightly lane in all four ways.
    private static IEnumerable<TestCaseData> Pages() =>
        Runs.Keys.SelectMany(
            (run, i) =>
                new[] { (Dark: false, Width: 1280), (Dark: true, Width: 390), (Dark: false, Width: 390), (Dark: true, Width: 1280) }
                    .Where((_, way) => Lane.IsNightly || way == i % 2)
                    .Select(p => new TestCaseData(run, p.Dark, p.Width))
        );

    [TestCaseSource(nameof(Pages))]
    public async Task Page_passes_axe_and_does_not_overflow(string run, bool dark, int width)
    {
        await using var open = await Chromium.OpenAsync(Runs[run], dark, width: width);

        (await open.FaultsAsync()).Should().BeEmpty();
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
