namespace ShopStream.Pipeline.Source;

/// <summary>Lines of a stream as bytes, each ended by a line feed; the last one may lack it. Lines are not copied.</summary>
internal sealed class TextLines(Stream stream)
{
    private byte[] buffer = new byte[1 << 17];
    private int lineLength;
    private int start;
    private int next;
    private int end;

    /// <summary>The current line, without its line feed; valid until <see cref="Next"/>.</summary>
    public ReadOnlySpan<byte> Line => buffer.AsSpan(start, lineLength);

    /// <summary>Moves to the next line.</summary>
    /// <returns>False at the end of the stream.</returns>
    public bool Next()
    {
        start = next;
        var searched = start;
        while (true)
        {
            var feed = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                lineLength = searched + feed - start;
                next = searched + feed + 1;
                return true;
            }
            searched = end - start;
            if (!Fill())
            {
                (lineLength, next) = (end - start, end);
                return lineLength > 0;
            }
        }
    }

    // Moves the line that was begun to the front, and reads more.
    private bool Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }
}
