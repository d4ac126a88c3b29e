using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>Debian's chromium, started once for all tests of this folder.</summary>
[SetUpFixture]
internal sealed class Chromium
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>In milliseconds; a busy machine needs more than Playwright's 5 s and 30 s.</summary>
    internal const float Patience = 120_000;

    private static IPlaywright? playwright;
    private static IBrowser? browser;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        ServerRequirement.Require(File.Exists(Program), $"no {Program}");
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox"] });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>The page of a run, opened from a file.</summary>
    public static Task<OpenPage> OpenAsync(RunResult run, bool dark = false, bool script = true, int width = 1280, string anchor = "", bool policy = true) =>
        OpenAsync(ReportPage.Render(run), dark, script, width, anchor, policy);

    /// <summary>Any page; without its policy what holds is its escaping alone.</summary>
    public static Task<OpenPage> OpenAsync(string html, bool dark = false, bool script = true, int width = 1280, string anchor = "", bool policy = true) =>
        OpenPage.OpenAsync(
            browser!,
            html,
            new BrowserNewContextOptions
            {
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                JavaScriptEnabled = script,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                Permissions = ["clipboard-read", "clipboard-write"],
                BypassCSP = !policy,
            },
            anchor
        );
}

/// <summary>A page in a browser, and what it did besides being shown.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private const string Over = """
        Array.from(document.querySelectorAll('body *'))
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'))
            .map(e => e.outerHTML.slice(0, 200))
            .concat(document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} wide`] : [])
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-page-").FullName;
    private readonly IBrowserContext context;

    private OpenPage(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, violations of the policy among them, and uncaught errors.</summary>
    public List<string> ConsoleMessages { get; } = [];

    /// <summary>Every request, the page's own file included.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>alert and its like: what hostile data would do.</summary>
    public int Dialogs { get; private set; }

    public static async Task<OpenPage> OpenAsync(IBrowser browser, string html, BrowserNewContextOptions options, string anchor)
    {
        var made = await browser.NewContextAsync(options);
        made.SetDefaultTimeout(Chromium.Patience);
        var open = new OpenPage(made, await made.NewPageAsync());
        open.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                open.ConsoleMessages.Add(message.Text);
        };
        open.Page.PageError += (_, error) => open.ConsoleMessages.Add(error);
        open.Page.Request += (_, request) => open.Requests.Add(request.Url);
        open.Page.Dialog += async (_, dialog) =>
        {
            open.Dialogs++;
            await dialog.DismissAsync();
        };
        var file = Path.Combine(open.folder, "index.html");
        await File.WriteAllTextAsync(file, html);
        await open.Page.GotoAsync(new Uri(file).AbsoluteUri + anchor);
        return open;
    }

    /// <summary>How often the payload of hostile data ran.</summary>
    public Task<int> ScriptRanAsync() => Page.EvaluateAsync<int>("window.__n || 0");

    /// <summary>Opens whatever can be opened.</summary>
    public Task UnfoldAsync() => Page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true; })");

    /// <summary>What axe finds serious or critical, and what hangs over the edge of the window: with everything unfolded.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        await UnfoldAsync();
        var found = await Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        var over = await Page.EvaluateAsync<string[]>(Over);
        return
        [
            .. found
                .Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"),
            .. over.Select(o => $"over the edge: {o}"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
