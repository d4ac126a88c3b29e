using ShopStream.Quality.Disclosure;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ShopStream.Cli.View;

/// <summary>stdout and stderr as a person sees them: colours on a terminal unless NO_COLOR is set, plain text in a file or a pipe.</summary>
internal static class Terminal
{
    private const string LineStart = "\r\u001b[K";

    /// <summary>stdout as it is: for lines that are meant to be commands, and hold no text that is not escaped.</summary>
    public static TextWriter RawOut { get; } = Console.Out;

    /// <summary>The same of stderr.</summary>
    public static TextWriter RawError { get; } = Console.Error;

    /// <summary>From here on all that is written to the console is inert, whoever writes it.</summary>
    public static void Guard()
    {
        Console.SetOut(new InertWriter(RawOut));
        Console.SetError(new InertWriter(RawError));
    }

    public static IAnsiConsole Out() => Create(Console.Out, RawOut, Console.IsOutputRedirected);

    public static IAnsiConsole Error() => Create(Console.Error, RawError, Console.IsErrorRedirected);

    /// <summary>Whether bars may be drawn on stderr.</summary>
    public static bool ErrorIsLive => !Console.IsErrorRedirected && !NoColour;

    /// <summary>Writes over the last line of stderr; nothing where it is not live.</summary>
    public static void Overwrite(string text)
    {
        if (ErrorIsLive) RawError.Write(LineStart + Visible.Line(text));
    }

    // https://no-color.org: any value but none.
    private static bool NoColour => Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    private static IAnsiConsole Create(TextWriter inert, TextWriter raw, bool redirected)
    {
        var plain = redirected || NoColour;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(plain ? inert : raw),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            // They would switch colours on wherever a build server is recognized, in files too.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Pipeline.Attach(new VisibleText());
        return console;
    }

    // Colours and bars are the console's own control codes: of those none comes from data.
    private sealed class VisibleText : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(r => new Inert(r));
    }

    private sealed class Inert(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(s => s.IsControlCode || s.IsLineBreak ? s : new Segment(Visible.Text(s.Text), s.Style));
    }
}
