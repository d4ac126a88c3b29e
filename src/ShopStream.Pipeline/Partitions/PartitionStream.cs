using System.Text;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Pipeline.Partitions;

/// <summary>
/// Divides the rows of one COPY into partitions. The rows are ordered by their partition, whose label is their first field; it is not part of what is
/// read. <see cref="NextAsync"/> goes to the next partition, whose rows are then read until the end of this stream. The copy is not disposed.
/// </summary>
/// <param name="copy">CSV with a header, or lines of a label, U+0002 and a JSON object.</param>
/// <param name="json">Whether it is JSON.</param>
internal sealed class PartitionStream(Stream copy, bool json) : ReadStream
{
    private const int BufferSize = 1 << 17;

    private readonly byte separator = json ? (byte)2 : (byte)',';
    private byte[] buffer = new byte[BufferSize];
    private int start;
    private int end;
    private bool isCopyRead;
    private byte[]? header;
    private int headerRead;
    private byte[]? label;
    private bool isInRecord;
    private bool isQuoted;

    /// <summary>Goes to the next partition, after the one before was read to its end.</summary>
    /// <returns>Its label, "" for NULL; null at the end.</returns>
    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        header ??= json ? [] : await HeaderAsync(cancellationToken);
        if (await LabelEndAsync(cancellationToken) is not { } length)
            return null;
        label = buffer.AsSpan(start, length).ToArray();
        headerRead = 0;
        return Encoding.UTF8.GetString(label);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (label is null || header is null)
            throw new InvalidOperationException("no partition has been begun");
        if (headerRead < header.Length)
        {
            var length = Math.Min(destination.Length, header.Length - headerRead);
            header.AsMemory(headerRead, length).CopyTo(destination);
            headerRead += length;
            return length;
        }
        var read = 0;
        while (read < destination.Length)
        {
            if (!isInRecord)
            {
                // What is read already is returned before the copy is waited for.
                if (read > 0 && !HasLabel())
                    return read;
                if (await LabelEndAsync(cancellationToken) is not { } length || !buffer.AsSpan(start, length).SequenceEqual(label))
                    return read;
                start += length + 1;
                (isInRecord, isQuoted) = (true, false);
            }
            if (start == end)
            {
                if (read > 0)
                    return read;
                if (!await FillAsync(cancellationToken))
                    throw new EndOfStreamException("the COPY ended in the middle of a row");
            }
            read += Take(destination.Span[read..]);
        }
        return read;
    }

    // Takes what the buffer has of the record, its line feed included.
    private int Take(Span<byte> destination)
    {
        var found = buffer.AsSpan(start, Math.Min(end - start, destination.Length));
        var length = 0;
        while (length < found.Length && isInRecord)
        {
            var next = json || isQuoted ? found[length..].IndexOf(json ? (byte)'\n' : (byte)'"') : found[length..].IndexOfAny((byte)'"', (byte)'\n');
            if (next < 0)
            {
                length = found.Length;
                break;
            }
            length += next + 1;
            if (found[length - 1] == (byte)'"')
                isQuoted = !isQuoted;
            else
                isInRecord = false;
        }
        found[..length].CopyTo(destination);
        start += length;
        return length;
    }

    private bool HasLabel() => buffer.AsSpan(start, end - start).Contains(separator);

    // The length of the label of the record that begins here; null at the end of the copy.
    private async ValueTask<int?> LabelEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var at = buffer.AsSpan(start, end - start).IndexOf(separator);
            if (at >= 0)
                return at;
            if (!await FillAsync(cancellationToken))
                return start == end ? null : throw new EndOfStreamException("the COPY ended in the middle of a row");
        }
    }

    private async Task<byte[]> HeaderAsync(CancellationToken cancellationToken)
    {
        if (await LabelEndAsync(cancellationToken) is not { } length)
            throw new EndOfStreamException("the COPY has no header");
        start += length + 1;
        using var record = new MemoryStream();
        var part = new byte[BufferSize];
        for (isInRecord = true; isInRecord; )
        {
            if (start == end && !await FillAsync(cancellationToken))
                throw new EndOfStreamException("the COPY ended in its header");
            record.Write(part.AsSpan(0, Take(part)));
        }
        return record.ToArray();
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (isCopyRead)
            return false;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = await copy.ReadAsync(buffer.AsMemory(end), cancellationToken);
        end += read;
        isCopyRead = read == 0;
        return read > 0;
    }
}
