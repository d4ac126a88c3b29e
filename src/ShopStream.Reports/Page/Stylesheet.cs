namespace ShopStream.Reports.Page;

/// <summary>The pages' one stylesheet.</summary>
internal static class Stylesheet
{
    private static readonly Asset Asset = new("page.css");

    public static string Text => Asset.Text;

    /// <summary>As in style-src: sha256-….</summary>
    public static string Hash => Asset.Hash;
}
