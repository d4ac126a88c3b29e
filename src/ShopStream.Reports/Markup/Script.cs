using ShopStream.Reports.Page;

namespace ShopStream.Reports.Markup;

/// <summary>The script of the run page: filter, sort and copy. The page is complete without it.</summary>
internal static class Script
{
    private static readonly Asset Asset = new("page.js");

    public static string Text => Asset.Text;

    /// <summary>The source expression for script-src: sha256-….</summary>
    public static string Hash => Asset.Hash;
}
