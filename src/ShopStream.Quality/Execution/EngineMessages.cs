using System.Text.RegularExpressions;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>Redacts the values in an engine's error messages, such as "could not convert string '…' to INT32".</summary>
internal static partial class EngineMessages
{
    /// <summary>Masks what the message quotes unless it occurs in the query.</summary>
    /// <param name="message">Error message of the engine.</param>
    /// <param name="query">Query text; quoted parts that occur in it are shown.</param>
    /// <param name="redaction">Masks the values.</param>
    public static string Redact(string message, string query, RedactionPolicy redaction)
    {
        var value = Value().Matches(message).Select(m => m.Groups["value"]).FirstOrDefault(v => !OccursIn(query, v.Value));
        if (value is null) return message;
        // A value may contain quotes itself, so mask up to the last quote of the same kind.
        var end = message[value.Index - 1] is var quote and ('\'' or '"') ? message.LastIndexOf(quote) : value.Index + value.Length;
        return $"{message[..value.Index]}{redaction.Mask(message[value.Index..end])}{message[end..]}";
    }

    // Whole words only: a part of a longer word may equal a value by chance.
    private static bool OccursIn(string query, string value) =>
        Regex.IsMatch(query, $@"(?<!\w){Regex.Escape(value)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex("""'(?<value>[^']+)'|"(?<value>[^"]+)"|\bvalue (?<value>[^'"\s]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();
}
