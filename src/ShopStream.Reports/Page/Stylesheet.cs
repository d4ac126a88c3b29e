using System.Security.Cryptography;
using System.Text;

namespace ShopStream.Reports.Page;

/// <summary>The page's one stylesheet, and the hash by which the content security policy lets it in.</summary>
internal static class Stylesheet
{
    public static string Text { get; } = Read();

    /// <summary>As in style-src: sha256-….</summary>
    public static string Hash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    private static string Read()
    {
        using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream("page.css")
            ?? throw new InvalidOperationException("page.css is not embedded in the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A parser reads CRLF as LF before it hashes: a checkout with CRLF must give the same hash.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
