using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using FluentAssertions;
using Microsoft.Playwright;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>A run's page as its readers have it.</summary>
[TestFixture, Category("Live"), NonParallelizable]
internal sealed class RunPageTests
{
    private const string Over = "Array.from(document.querySelectorAll('body *')).filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .steps table')).map(e => e.outerHTML.slice(0, 200))";

    private static readonly string First = new Anchors(Samples.WithMarts).Scenario(0);

    private static readonly string Second = new Anchors(Samples.WithMarts).Scenario(1);

    private const string Shown = ".scenario:not([hidden])";

    [Test]
    public async Task It_opens_from_a_file_without_an_error_and_asks_for_nothing()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);

        open.Said.Should().BeEmpty();
        open.Requests.Should().ContainSingle().Which.Should().StartWith("file://").And.EndWith("/index.html");
        (await open.Page.Locator("#filter").IsVisibleAsync()).Should().BeTrue();
    }

    [Test]
    public async Task Scenarios_are_filtered_by_outcome_tag_owner_and_words()
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
        (await page.Locator(".feature:not([hidden])").CountAsync()).Should().Be(1);
        await page.ClickAsync("#filter button[type=reset]");
        await Assertions.Expect(shown).ToHaveCountAsync(6);
        await page.SelectOptionAsync("#by-tag", "@nightly");
        (await shown.Locator("h5").AllTextContentsAsync()).Should().Equal("A mart that is asked in vain");
        await page.SelectOptionAsync("#by-tag", "");
        await page.SelectOptionAsync("#by-outcome", "rest");
        (await shown.CountAsync()).Should().Be(5);
        open.Said.Should().BeEmpty();
    }

    [Test]
    public async Task A_link_opens_the_scenario_it_leads_to_even_one_that_is_filtered_out()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts, anchor: "#" + Second);
        var (page, scenario) = (open.Page, open.Page.Locator("#" + Second));
        (await scenario.GetAttributeAsync("open")).Should().NotBeNull("the address names it, and it had passed");

        await page.SelectOptionAsync("#by-outcome", "failed");
        (await scenario.IsVisibleAsync()).Should().BeFalse();
        await page.EvaluateAsync($"location.hash = '#{First}'");
        await page.EvaluateAsync($"location.hash = '#{Second}'");

        await Assertions.Expect(scenario).ToBeVisibleAsync();
    }

    [Test]
    public async Task Without_its_script_a_link_shows_what_it_leads_to_too()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts, script: false, anchor: "#" + Second);

        await Assertions.Expect(open.Page.Locator($"#{Second} .steps")).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator($"#{Second} .steps")).ToBeInViewportAsync();
    }

    [Test]
    public async Task A_scenario_that_failed_leads_to_what_was_found_of_it_and_back()
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
    public async Task A_table_is_the_picture_of_its_checks()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);

        await open.Page.Locator(".lineage a[href='#data-raw-orders']").ClickAsync();

        await Assertions.Expect(open.Page.Locator("#data-raw-orders li a")).ToBeVisibleAsync();
        await open.Page.Locator("#data-raw-orders li a").ClickAsync();
        await Assertions.Expect(open.Page.Locator($"#{First} .steps")).ToBeVisibleAsync();
    }

    [Test]
    public async Task SQL_and_commands_are_copied_as_they_are()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);
        await open.Page.Locator("#query-1 > summary").ClickAsync();

        await open.Page.Locator("#query-1 .copy").ClickAsync();

        await Assertions.Expect(open.Page.Locator("#query-1 .copy")).ToHaveTextAsync("Copied");
        (await open.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Be(Samples.WithMarts.Scenarios[0].Checks[0].Sql);
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Copy the command of finding 1" }).ClickAsync();
        (await open.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Be("shopstream check --only counts/rows.feature:8");
    }

    [Test]
    public async Task The_products_are_sorted_by_any_column_as_numbers_or_as_names()
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
    public async Task Everything_can_be_reached_and_worked_by_the_keyboard()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts);
        var page = open.Page;

        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).Should().Be("Skip to the findings");
        await page.Locator($"#{Second} > summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator("#" + Second).GetAttributeAsync("open")).Should().NotBeNull();
        await page.FocusAsync("#by-text");
        await page.Keyboard.TypeAsync("vain");
        (await page.Locator(Shown).CountAsync()).Should().Be(1);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(Shown)).ToHaveCountAsync(6);
    }

    [Test]
    public async Task Without_its_script_everything_is_there()
    {
        await using var open = await Chromium.OpenAsync(Samples.WithMarts, script: false);

        (await open.Page.Locator("#filter").IsVisibleAsync()).Should().BeFalse();
        (await open.Page.Locator(Shown).CountAsync()).Should().Be(6);
        await open.Page.Locator($"#{Second} > summary").ClickAsync();
        (await open.Page.Locator($"#{Second} .steps").IsVisibleAsync()).Should().BeTrue();
    }

    [Test]
    public async Task Hostile_data_runs_nothing()
    {
        await using var open = await Chromium.OpenAsync(HostileDataTests.Hostile());
        foreach (var closed in await open.Page.Locator("details:not([open]) > summary").AllAsync())
            if (await closed.IsVisibleAsync()) await closed.ClickAsync();

        open.Dialogs.Should().Be(0);
        open.Said.Should().BeEmpty();
        open.Requests.Should().ContainSingle();
        (await open.Page.Locator("script").CountAsync()).Should().Be(1);
    }

    [TestCase(false, 1280)]
    [TestCase(true, 1280)]
    [TestCase(false, 390)]
    [TestCase(true, 390)]
    public async Task Axe_finds_nothing_serious_and_nothing_hangs_over_the_edge(bool dark, int width)
    {
        foreach (var run in new[] { Samples.WithMarts, Samples.AfterOthers, Samples.Stopped })
        {
            await using var open = await Chromium.OpenAsync(run, dark, width: width);

            var found = await open.Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

            found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}").Should().BeEmpty();
            (await open.Page.EvaluateAsync<string[]>(Over)).Should().BeEmpty();
            (await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        }
    }
}
