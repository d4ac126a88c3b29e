using System.Text.RegularExpressions;
using ShopStream.Quality.Disclosure;

namespace ShopStream.Quality.Judging;

/// <summary>What an engine says of a query that it refuses may name a value: could not convert string '…' to INT32.</summary>
internal static partial class EngineWords
{
    /// <summary>The message with its values hidden: what it quotes that is not of the query.</summary>
    /// <param name="message">The engine's.</param>
    /// <param name="query">What stands in it is no secret.</param>
    /// <param name="discretion">Hides.</param>
    public static string Hidden(string message, string query, Discretion discretion)
    {
        var value = Value().Matches(message).Select(m => m.Groups["value"]).FirstOrDefault(v => !IsOf(query, v.Value));
        if (value is null) return message;
        // A value may hold quotes itself: up to the last one of the kind.
        var end = message[value.Index - 1] is var quote and ('\'' or '"') ? message.LastIndexOf(quote) : value.Index + value.Length;
        return $"{message[..value.Index]}{discretion.Hidden(message[value.Index..end])}{message[end..]}";
    }

    // As a whole: a part of a longer word may be a value by chance.
    private static bool IsOf(string query, string value) =>
        Regex.IsMatch(query, $@"(?<!\w){Regex.Escape(value)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex("""'(?<value>[^']+)'|"(?<value>[^"]+)"|\bvalue (?<value>[^'"\s]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();
}
