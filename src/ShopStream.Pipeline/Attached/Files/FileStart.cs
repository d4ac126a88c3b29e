using System.Text;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>Reads how a text file begins, decompressed.</summary>
internal static class FileStart
{
    // A header of 10,000 columns of 100 characters.
    private const int Longest = 1 << 20;

    /// <summary>The column names of a CSV file, and whether its lines end in CR LF.</summary>
    /// <param name="path">The file.</param>
    /// <param name="compression">Its compression.</param>
    /// <param name="delimiter">Separates the names.</param>
    /// <exception cref="UsageException">It has no header, or is not compressed as its name says.</exception>
    public static (IReadOnlyList<string> Names, bool HasCarriageReturns) Header(string path, Compression compression, char delimiter)
    {
        using var reader = Open(path, compression);
        var names = new List<string>();
        var name = new StringBuilder();
        var (quoted, read) = (false, 0);
        for (var c = Read(reader, path); c >= 0 && (quoted || c is not '\n'); c = Read(reader, path))
        {
            if (++read > Longest)
                throw Wrong(path, $"its first line has more than {Longest:#,##0} characters");
            if (c == '"')
                quoted = !quoted;
            else if (c == delimiter && !quoted)
            {
                names.Add($"{name}");
                name.Clear();
            }
            else
                name.Append((char)c);
        }
        if (read == 0)
            throw Wrong(path, "it is empty");
        var last = $"{name}";
        var returns = last.EndsWith('\r');
        names.Add(last.TrimEnd('\r'));
        if (names.Exists(string.IsNullOrWhiteSpace) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count)
            throw Wrong(path, "a column has no name, or two have the same");
        return (names, returns);
    }

    /// <summary>Whether a JSON file is one array; otherwise it has an object per line.</summary>
    /// <inheritdoc cref="Header"/>
    public static bool IsArray(string path, Compression compression)
    {
        using var reader = Open(path, compression);
        var c = Read(reader, path);
        while (c >= 0 && char.IsWhiteSpace((char)c))
            c = Read(reader, path);
        return c == '[';
    }

    private static StreamReader Open(string path, Compression compression)
    {
        var file = DiskProblem.Translate(path, "read it", () => File.OpenRead(path));
        return new StreamReader(compression is Compression.None ? file : compression.Decompress(file), Encoding.UTF8);
    }

    private static int Read(StreamReader reader, string path)
    {
        try
        {
            return reader.Read();
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw new UsageException($"{path} cannot be decompressed: {e.Message.TrimEnd('.')}. Expected what its name says, or set lake.compression", e);
        }
    }

    private static UsageException Wrong(string path, string found) =>
        new($"{path} is not CSV with a header: {found}. Expected the names of the columns in the first line; for another format set lake.format");
}
