namespace ShopStream.Reports.Page;

/// <summary>The run's page's one script: it filters, sorts and copies; everything is there without it.</summary>
internal static class Script
{
    private static readonly Asset Asset = new("page.js");

    public static string Text => Asset.Text;

    /// <summary>As in script-src: sha256-….</summary>
    public static string Hash => Asset.Hash;
}
