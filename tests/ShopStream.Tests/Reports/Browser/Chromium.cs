using Microsoft.Playwright;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>Debian's chromium, started once for all tests of this folder.</summary>
[SetUpFixture]
internal sealed class Chromium
{
    private const string Program = "/usr/bin/chromium";

    private static IPlaywright? playwright;
    private static IBrowser? browser;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Live.Require(File.Exists(Program), $"no {Program}");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox"] });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>The page of a run, opened from a file.</summary>
    public static Task<OpenPage> OpenAsync(RunResult run, bool dark = false, bool script = true, int width = 1280, string anchor = "") =>
        OpenPage.OpenAsync(browser!, ReportPage.Render(run), dark, script, width, anchor);
}

/// <summary>A page in a browser, and what it did besides being shown.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-page-").FullName;
    private readonly IBrowserContext context;

    private OpenPage(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, violations of the policy among them, and uncaught errors.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Every request, the page's own file included.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>alert and its like: what hostile data would do.</summary>
    public int Dialogs { get; private set; }

    public static async Task<OpenPage> OpenAsync(IBrowser browser, string html, bool dark, bool script, int width, string anchor)
    {
        var made = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = script,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        var open = new OpenPage(made, await made.NewPageAsync());
        open.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") open.Said.Add(message.Text);
        };
        open.Page.PageError += (_, error) => open.Said.Add(error);
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

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
