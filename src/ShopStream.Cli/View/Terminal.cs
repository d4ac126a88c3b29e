using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>stdout and stderr as a person sees them: colours on a terminal unless NO_COLOR is set, plain text in a file or a pipe.</summary>
internal static class Terminal
{
    public static IAnsiConsole Out() => Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error() => Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Whether bars may be drawn on stderr.</summary>
    public static bool ErrorIsLive => !Console.IsErrorRedirected && !NoColour;

    // https://no-color.org: any value but none.
    private static bool NoColour => Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    private static IAnsiConsole Create(TextWriter writer, bool redirected) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = redirected || NoColour ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = redirected || NoColour ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        // They would switch colours on wherever a build server is recognized, in files too.
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
    });
}
