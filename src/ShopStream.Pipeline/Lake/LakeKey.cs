namespace ShopStream.Pipeline.Lake;

/// <summary>Names of objects: relative, with forward slashes.</summary>
internal static class LakeKey
{
    /// <exception cref="ArgumentException">The key would leave the lake.</exception>
    public static void Check(string key)
    {
        var parts = key.Split('/');
        if (key.Length == 0 || key.Any(c => c is '\\' || char.IsControl(c)) || parts.Any(p => p is "" or "." or ".."))
            throw new ArgumentException($"'{key}' is no key of a lake: expected a relative path with forward slashes, without '.', '..' or control characters", nameof(key));
    }
}
