using System.Security.Cryptography;
using System.Text;

namespace ShopStream.Reports.Page;

/// <summary>A text that is embedded in the page, and the hash by which the content security policy lets it in.</summary>
internal sealed record Asset
{
    /// <param name="name">Of the resource.</param>
    public Asset(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A parser reads CRLF as LF before it hashes: a checkout with CRLF must give the same hash.
        Text = reader.ReadToEnd().ReplaceLineEndings("\n");
        Hash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>Without &lt; and &amp; in a script, so that the page stays well-formed XML.</summary>
    public string Text { get; }

    /// <summary>As in style-src and script-src: sha256-….</summary>
    public string Hash { get; }
}
