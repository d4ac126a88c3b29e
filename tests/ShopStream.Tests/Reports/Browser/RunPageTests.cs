using FluentAssertions;
using Microsoft.Playwright;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>The page of a run in a browser.</summary>
[TestFixture, Category("Live")]
internal sealed class RunPageTests
{
    private static readonly string First = new Anchors(Samples.WithMarts).Scenario(0);

    private static readonly string Second = new Anchors(Samples.WithMarts).Scenario(1);

    private const string Shown = ".scenario:not([hidden])";

    [Test]
    public async Task Page_opens_from_a_file_without_errors_or_requests()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);

        open.ConsoleMessages.Should().BeEmpty();
        open.Requests.Should().ContainSingle().Which.Should().StartWith("file://").And.EndWith("/index.html");
        (await open.Page.Locator("#filter").IsVisibleAsync()).Should().BeTrue();
    }

    [Test]
    public async Task Filter_selects_scenarios_by_outcome_tag_owner_and_words()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);
        var (page, shown) = (open.Page, open.Page.Locator(Shown));
        (await shown.CountAsync()).Should().Be(6);

        await page.SelectOptionAsync("#by-outcome", "failed");
        (await shown.CountAsync()).Should().Be(2);
        (await page.TextContentAsync("#shown")).Should().Be("2 of 6 are shown.");
        await page.SelectOptionAsync("#by-owner", "finance");
        await page.FillAsync("#by-text", "CENT arrives");
        (await shown.CountAsync()).Should().Be(1);
        await Assertions.Expect(page.Locator(".feature:not([hidden])")).ToHaveCountAsync(1);
        await page.ClickAsync("#filter button[type=reset]");
        await Assertions.Expect(shown).ToHaveCountAsync(6);
        await page.SelectOptionAsync("#by-tag", "@nightly");
        (await shown.Locator("h5").AllTextContentsAsync()).Should().Equal("A mart that cannot be read");
        await page.SelectOptionAsync("#by-tag", "");
        await page.SelectOptionAsync("#by-outcome", "rest");
        (await shown.CountAsync()).Should().Be(5);
        open.ConsoleMessages.Should().BeEmpty();
    }

    [Test]
    public async Task Link_opens_its_scenario_even_if_it_is_filtered_out()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts, anchor: "#" + Second);
        var (page, scenario) = (open.Page, open.Page.Locator("#" + Second));
        (await scenario.GetAttributeAsync("open")).Should().NotBeNull("the URL names it, although it passed");

        await page.SelectOptionAsync("#by-outcome", "failed");
        (await scenario.IsVisibleAsync()).Should().BeFalse();
        await page.EvaluateAsync($"location.hash = '#{First}'");
        await page.EvaluateAsync($"location.hash = '#{Second}'");

        await Assertions.Expect(scenario).ToBeVisibleAsync();
    }

    [Test]
    public async Task Link_opens_its_scenario_without_the_script()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts, script: false, anchor: "#" + Second);

        await Assertions.Expect(open.Page.Locator($"#{Second} .steps")).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator($"#{Second} .steps")).ToBeInViewportAsync();
    }

    [Test]
    public async Task Failed_scenario_and_its_finding_link_to_each_other()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);
        var finding = open.Page.Locator("#" + new Anchors(Samples.WithMarts).Finding(4));
        (await finding.Locator(".evidence, p:not(.where)").First.IsVisibleAsync()).Should().BeFalse("only the first findings are open");

        await open.Page.Locator($"#{new Anchors(Samples.WithMarts).Scenario(4)} .tags a").Last.ClickAsync();
        await Assertions.Expect(finding.Locator(".where")).ToBeInViewportAsync();
        await finding.Locator(".where a").ClickAsync();

        await Assertions.Expect(open.Page.Locator($"#{new Anchors(Samples.WithMarts).Scenario(4)} .steps")).ToBeInViewportAsync();
    }

    [Test]
    public async Task Lineage_table_links_to_its_checks()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);

        await open.Page.Locator(".lineage a[href='#data-raw-orders']").ClickAsync();

        await Assertions.Expect(open.Page.Locator("#data-raw-orders li a")).ToBeVisibleAsync();
        await open.Page.Locator("#data-raw-orders li a").ClickAsync();
        await Assertions.Expect(open.Page.Locator($"#{First} .steps")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Copy_buttons_copy_SQL_and_commands_unchanged()
    {
        // The worst outcome comes first.
        var first = Samples.WithMarts.Scenarios.Single(s => s.Outcome == Outcome.Error);
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);
        await open.Page.Locator("#query-1 > summary").ClickAsync();

        await open.Page.Locator("#query-1 .copy").ClickAsync();

        await Assertions.Expect(open.Page.Locator("#query-1 .copy")).ToHaveTextAsync("Copied");
        (await open.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Be(first.Checks[0].Sql);
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Copy the command of finding 1" }).ClickAsync();
        (await open.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Be($"shopstream check --only {first.File}:{first.Line}");
    }

    [Test]
    public async Task Products_sort_by_any_column_as_numbers_or_names()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);
        var page = open.Page;
        var head = page.Locator("table.sortable thead button.sort");
        await Assertions.Expect(head.First).ToBeVisibleAsync();
        async Task<string?> FirstAsync(int column) => await page.Locator($"table.sortable tbody tr:first-child > :nth-child({column})").TextContentAsync();

        await head.Filter(new LocatorFilterOptions { HasTextString = "Revenue" }).ClickAsync();
        (await FirstAsync(8)).Should().Be("38,000.00");
        await head.Filter(new LocatorFilterOptions { HasTextString = "Revenue" }).ClickAsync();
        (await FirstAsync(8)).Should().Be("49,000.00");
        (await page.Locator("th[aria-sort]").GetAttributeAsync("aria-sort")).Should().Be("descending");
        await head.Filter(new LocatorFilterOptions { HasTextString = "Product" }).ClickAsync();
        (await FirstAsync(2)).Should().Be("product 3");
    }

    [Test]
    public async Task Page_can_be_used_with_the_keyboard()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);
        var page = open.Page;

        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).Should().Be("Skip to the findings");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "#query-1 > summary");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "#query-1 .copy");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#query-1 .copy")).ToHaveTextAsync("Copied");
        await TabToAsync(page, "#by-outcome");
        // One key: the select forgets the first letters of a word that is typed slowly.
        await page.Keyboard.PressAsync("p");
        await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(1);
        await TabToAsync(page, "#by-tag");
        await TabToAsync(page, "#by-owner");
        await TabToAsync(page, "#by-text");
        await page.Keyboard.TypeAsync("columns");
        await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(1);
        await TabToAsync(page, "#filter button[type=reset]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(6);
        await TabToAsync(page, $"#{Second} > summary");
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator("#" + Second).GetAttributeAsync("open")).Should().NotBeNull();
        await TabToAsync(page, $"#{Second} .scroll");
        await TabToAsync(page, ".lineage a");
    }

    [Test]
    public async Task Page_is_complete_without_the_script()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts, script: false);

        (await open.Page.Locator("#filter").IsVisibleAsync()).Should().BeFalse();
        (await open.Page.Locator(Shown).CountAsync()).Should().Be(6);
        await open.Page.Locator($"#{Second} > summary").ClickAsync();
        (await open.Page.Locator($"#{Second} .steps").IsVisibleAsync()).Should().BeTrue();
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var pressed = 0; pressed < 200; pressed++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("s => document.activeElement.matches(s)", selector))
                return;
        }

        Assert.Fail($"{selector} cannot be reached by Tab");
    }
}
