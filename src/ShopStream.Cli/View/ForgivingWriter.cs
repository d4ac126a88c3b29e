using System.Text;

namespace ShopStream.Cli.View;

/// <summary>
/// A stream of messages whose failure ends nothing: a log on a full disk, or a closed one, must not cost the run that it reports. The
/// verdict is on stdout.
/// </summary>
/// <param name="to">The stream; is not disposed of with it.</param>
internal sealed class ForgivingWriter(TextWriter to) : TextWriter
{
    public override Encoding Encoding => to.Encoding;

    public override void Write(char value) => Try(() => to.Write(value));

    public override void Write(string? value) => Try(() => to.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => to.Write(buffer, index, count));

    public override void Flush() => Try(to.Flush);

    public override Task FlushAsync()
    {
        Flush();
        return Task.CompletedTask;
    }

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no other place to report it to.
        }
    }
}
