using ShopStream.Reports.Page;

namespace ShopStream.Reports.Markup;

/// <summary>The stylesheet of all pages.</summary>
internal static class Stylesheet
{
    private static readonly Asset Asset = new("page.css");

    public static string Text => Asset.Text;

    /// <summary>The source expression for style-src: sha256-….</summary>
    public static string Hash => Asset.Hash;
}
