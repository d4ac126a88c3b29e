using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>Recognizes key columns by name.</summary>
internal static partial class KeyNames
{
    /// <summary>Whether a name is typical of a key: id, order_id, product_key, sku, …</summary>
    public static bool LooksLikeKey(string column) => KeyLike().IsMatch(column);

    [GeneratedRegex(@"(^|[_ .-])(id|uuid|guid|key|sku|ean|email|e_mail)\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyLike();
}
