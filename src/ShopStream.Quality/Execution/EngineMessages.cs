using System.Text.RegularExpressions;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>Redacts the values in an engine's error messages, such as "could not convert string '…' to INT32".</summary>
public static partial class EngineMessages
{
    /// <summary>What stands for a value where no run numbers the hidden values.</summary>
    public const string Hidden = "(hidden)";

    /// <summary>Masks what the message quotes unless it occurs in the query.</summary>
    /// <param name="message">Error message of the engine.</param>
    /// <param name="query">Query text; quoted parts that occur in it are shown.</param>
    /// <param name="redaction">Masks the values.</param>
    public static string Redact(string message, string query, RedactionPolicy redaction) => Redact(message, query, redaction.Mask);

    /// <summary>Replaces what the message quotes by <see cref="Hidden"/> unless it occurs in the query.</summary>
    /// <inheritdoc cref="Redact(string, string, RedactionPolicy)"/>
    public static string Redact(string message, string query) => Redact(message, query, static _ => Hidden);

    private static string Redact(string message, string query, Func<string, string> mask)
    {
        var value = Value().Matches(message).Select(m => m.Groups["value"]).FirstOrDefault(v => !OccursIn(query, v.Value));
        if (value is null)
            return message;
        // A value may contain quotes itself, so mask up to the last quote of the same kind.
        var end = message[value.Index - 1] is var quote and ('\'' or '"') ? message.LastIndexOf(quote) : value.Index + value.Length;
        var next = end < message.Length && message[end] is '\'' or '"' ? end + 1 : end;
        return $"{message[..value.Index]}{mask(message[value.Index..end])}{message[end..next]}{Redact(message[next..], query, mask)}";
    }

    // Whole words only: a part of a longer word may equal a value by chance.
    private static bool OccursIn(string query, string value) =>
        Regex.IsMatch(query, $@"(?<!\w){Regex.Escape(value)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // 'a', "a", value a, (1 + 2), =(a, b), Input: a
    [GeneratedRegex(
        """'(?<value>[^']+)'|"(?<value>[^"]+)"|\bvalue (?<value>[^'"\s]+)"""
            + """|\((?<value>-?[0-9][^()]* [-+*/%] -?[0-9][^()]*)\)|=\((?<value>[^()]+)\)|\bInput: (?<value>[^'"].*)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Value();
}
