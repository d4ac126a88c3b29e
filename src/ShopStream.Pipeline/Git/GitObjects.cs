using System.Globalization;
using System.Text;

namespace ShopStream.Pipeline.Git;

/// <summary>Reads the output of git cat-file --batch: for each object a line with its hash, type and size, its content, and a line feed.</summary>
internal sealed class GitObjects(Stream output)
{
    /// <summary>The content of the next object.</summary>
    public async Task<byte[]> NextAsync(CancellationToken cancellationToken)
    {
        var head = (await LineAsync(cancellationToken)).Split(' ');
        if (head.Length != 3)
            throw new IOException($"git has no object {head[0]}");
        var content = new byte[int.Parse(head[2], CultureInfo.InvariantCulture)];
        await output.ReadExactlyAsync(content, cancellationToken);
        await output.ReadExactlyAsync(new byte[1], cancellationToken);
        return content;
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString();
    }
}
