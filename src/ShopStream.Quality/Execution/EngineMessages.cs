using System.Text.RegularExpressions;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>What an engine says of a query that it refuses may name a value: could not convert string '…' to INT32.</summary>
internal static partial class EngineMessages
{
    /// <summary>The message with its values hidden: what it quotes that is not of the query.</summary>
    /// <param name="message">The engine's.</param>
    /// <param name="query">What stands in it is no secret.</param>
    /// <param name="redaction">Hides.</param>
    public static string Redact(string message, string query, RedactionPolicy redaction)
    {
        var value = Value().Matches(message).Select(m => m.Groups["value"]).FirstOrDefault(v => !OccursIn(query, v.Value));
        if (value is null) return message;
        // A value may hold quotes itself: up to the last one of the kind.
        var end = message[value.Index - 1] is var quote and ('\'' or '"') ? message.LastIndexOf(quote) : value.Index + value.Length;
        return $"{message[..value.Index]}{redaction.Mask(message[value.Index..end])}{message[end..]}";
    }

    // As a whole: a part of a longer word may be a value by chance.
    private static bool OccursIn(string query, string value) =>
        Regex.IsMatch(query, $@"(?<!\w){Regex.Escape(value)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex("""'(?<value>[^']+)'|"(?<value>[^"]+)"|\bvalue (?<value>[^'"\s]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();
}
