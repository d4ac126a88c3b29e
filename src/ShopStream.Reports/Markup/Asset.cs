using System.Security.Cryptography;
using System.Text;
using ShopStream.Reports.Page;

namespace ShopStream.Reports.Markup;

/// <summary>A text embedded in the page, with the hash that the content security policy allows.</summary>
internal sealed record Asset
{
    /// <param name="name">The name of the embedded resource.</param>
    public Asset(string name)
    {
        using var stream =
            typeof(Asset).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // Browsers hash the text after turning CRLF into LF, so a checkout with CRLF must give the same hash.
        Text = reader.ReadToEnd().ReplaceLineEndings("\n");
        Hash = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>The text. A script contains no &lt; and no &amp;, so that the page stays well-formed XML.</summary>
    public string Text { get; }

    /// <summary>The source expression for style-src or script-src: sha256-….</summary>
    public string Hash { get; }
}
