using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>
/// Builds ids, such as <c>is-one-of("status","paid")</c>. An id says what something is, not how it is described: manifests name recorded
/// measurements by it, so rewording a description must not change it.
/// </summary>
public static class Identity
{
    /// <summary>An id from its kind and its parts, which are ids or results of the other methods. Different kinds or parts make different ids.</summary>
    /// <param name="kind">Name of the kind, in lower case.</param>
    /// <param name="parts">The parts, in a fixed order.</param>
    public static string Of(string kind, IEnumerable<string> parts) => $"{kind}({string.Join(",", parts)})";

    /// <inheritdoc cref="Of(string, IEnumerable{string})" />
    public static string Of(string kind, params string[] parts) => Of(kind, parts.AsEnumerable());

    /// <summary>A value as a part of an id: in double quotes, with backslashes before quotes and backslashes; null without quotes.</summary>
    public static string Value(string? value) =>
        value is null ? "null" : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A column as a part of an id, as it is written; null without quotes. See <see cref="Identifier"/>.</summary>
    public static string Column(string? column) => Value(column is null ? null : Identifier.Written(column));

    /// <summary>A number as a part of an id; null without digits.</summary>
    public static string Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "null";

    /// <summary>A list as a part of an id.</summary>
    public static string List(IEnumerable<string> parts) => $"[{string.Join(",", parts)}]";
}
