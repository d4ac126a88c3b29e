using System.CommandLine;
using ShopStream.Quality.Redaction;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ShopStream.Cli.View;

/// <summary>
/// The streams and the environment of a command. A terminal gets colours unless NO_COLOR is set; a file or a pipe gets plain text.
/// Text that is written through <see cref="InvocationConfiguration.Output"/> and <see cref="InvocationConfiguration.Error"/> is inert.
/// </summary>
internal sealed class CommandHost : InvocationConfiguration
{
    /// <param name="rawOut">stdout without any escaping.</param>
    /// <param name="rawError">stderr without any escaping.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    public CommandHost(TextWriter rawOut, TextWriter rawError, Func<string, string?> environment)
    {
        (RawOut, RawError, Environment) = (rawOut, rawError, environment);
        (Output, Error) = (new InertWriter(rawOut), new InertWriter(rawError));
        EnableDefaultExceptionHandler = false;
    }

    /// <summary>stdout without escaping: for commands to a CI server, whose text is escaped already.</summary>
    public TextWriter RawOut { get; }

    /// <summary>stderr without escaping.</summary>
    public TextWriter RawError { get; }

    /// <summary>Returns an environment variable's value; null where it is not set.</summary>
    public Func<string, string?> Environment { get; }

    /// <summary>Whether stdout is a file or a pipe. Default: true.</summary>
    public bool OutIsRedirected { get; init; } = true;

    /// <summary>Whether stderr is a file or a pipe. Default: true.</summary>
    public bool ErrorIsRedirected { get; init; } = true;

    /// <summary>Whether progress bars may be drawn on stderr.</summary>
    public bool ErrorIsLive => !ErrorIsRedirected && !NoColour;

    // https://no-color.org: any value but none.
    private bool NoColour => Environment("NO_COLOR") is { Length: > 0 };

    /// <summary>The process's own console and environment.</summary>
    public static CommandHost OfProcess() =>
        new(Console.Out, new ForgivingWriter(Console.Error), System.Environment.GetEnvironmentVariable)
        {
            OutIsRedirected = Console.IsOutputRedirected,
            ErrorIsRedirected = Console.IsErrorRedirected,
            // After Ctrl+C the sandbox is stopped and temporary folders are removed before the process ends.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };

    /// <summary>stdout for tables and colours.</summary>
    public IAnsiConsole OutConsole() => Create(Output, RawOut, OutIsRedirected);

    /// <summary>stderr for progress bars.</summary>
    public IAnsiConsole ErrorConsole() => Create(Error, RawError, ErrorIsRedirected);

    /// <summary>Writes what is left of an unfinished line.</summary>
    public async Task FlushAsync()
    {
        await Output.FlushAsync();
        await Error.FlushAsync();
    }

    private IAnsiConsole Create(TextWriter inert, TextWriter raw, bool redirected)
    {
        var plain = redirected || NoColour;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(plain ? inert : raw),
                Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                // The default enrichers would switch colours on wherever a build server is recognized, in files too.
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Pipeline.Attach(new VisibleText());
        return console;
    }

    // Control codes for colours and bars are the console's own; none comes from data.
    private sealed class VisibleText : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(r => new Inert(r));
    }

    private sealed class Inert(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(s => s.IsControlCode || s.IsLineBreak ? s : new Segment(VisibleCharacters.Text(s.Text), s.Style));
    }
}

/// <summary>The host of a command that runs.</summary>
internal static class CommandHostOfParseResult
{
    /// <summary>The host that the command was invoked with.</summary>
    public static CommandHost Host(this ParseResult parsed) => (CommandHost)parsed.InvocationConfiguration;
}
