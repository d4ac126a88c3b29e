using System.Text;
using System.Text.Json;

namespace ShopStream.Quality.Data;

/// <summary>What a text must be, judged text by text in one place, because stores would judge it differently or not at all.</summary>
public abstract record ValueRule
{
    /// <summary>Names the rule; see <see cref="Identity"/>.</summary>
    public abstract string Id { get; }

    /// <summary>The rule as in a sentence, after the column: is valid JSON.</summary>
    public abstract override string ToString();

    /// <summary>Whether a text keeps the rule.</summary>
    /// <param name="utf8">The text in UTF-8; NULL is not judged.</param>
    /// <exception cref="FormatException">The text cannot be judged, for the reason in the message.</exception>
    public abstract bool Holds(ReadOnlySpan<byte> utf8);

    /// <inheritdoc cref="Holds(ReadOnlySpan{byte})" />
    public bool Holds(string text) => Holds(Encoding.UTF8.GetBytes(text));
}

/// <summary>is valid JSON (RFC 8259), of any kind: an object, a list, a text, a number, true, false or null.</summary>
public sealed record ValidJson : ValueRule
{
    /// <summary>Most levels of objects and lists in each other.</summary>
    public const int MostLevels = 1_000;

    /// <summary>No comments, and no commas at the end.</summary>
    public static JsonReaderOptions Strict => new() { MaxDepth = MostLevels };

    /// <inheritdoc />
    public override string Id => Identity.Of("json");

    /// <inheritdoc />
    public override string ToString() => "is valid JSON";

    /// <inheritdoc />
    public override bool Holds(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, Strict);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>has the JSON keys device and os: a JSON object that has all of them, with any value.</summary>
/// <param name="Keys">Names of keys, with their case.</param>
public sealed record HasJsonKeys(IReadOnlyList<string> Keys) : ValueRule
{
    /// <inheritdoc />
    public override string Id => Identity.Of("json-keys", Keys.Select(Identity.Value));

    /// <inheritdoc />
    public override string ToString() => $"has the JSON keys {string.Join(", ", Keys)}";

    /// <inheritdoc />
    public override bool Holds(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, ValidJson.Strict);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            var missing = Keys.ToHashSet(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                missing.Remove(reader.GetString()!);
                reader.Skip();
            }
            return missing.Count == 0 && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a name in it is half of a character.
            return false;
        }
    }
}

/// <summary>is a valid IBAN (ISO 13616), without blanks: country, two check digits, and up to 30 letters or digits whose remainder is right.</summary>
public sealed record Iban : ValueRule
{
    /// <inheritdoc />
    public override string Id => Identity.Of("iban");

    /// <inheritdoc />
    public override string ToString() => "is a valid IBAN";

    /// <inheritdoc />
    public override bool Holds(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var isForm =
            text.Length is >= 15 and <= 34
            && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
            && char.IsAsciiLetterUpper(text[0])
            && char.IsAsciiLetterUpper(text[1])
            && char.IsAsciiDigit(text[2])
            && char.IsAsciiDigit(text[3]);
        // ISO 7064, MOD 97-10: the first four characters at the end, letters as 10 to 35.
        return isForm
            && (text[4..] + text[..4]).Aggregate(0, (rest, c) => char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97) == 1;
    }
}

/// <summary>is a valid payment card number (ISO/IEC 7812-1), without blanks: 12 to 19 digits of which the last one is right.</summary>
public sealed record PaymentCardNumber : ValueRule
{
    /// <inheritdoc />
    public override string Id => Identity.Of("payment-card");

    /// <inheritdoc />
    public override string ToString() => "is a valid payment card number";

    /// <inheritdoc />
    public override bool Holds(ReadOnlySpan<byte> utf8) => HoldsDigits(Encoding.UTF8.GetString(utf8));

    // The formula of Luhn: every second digit from the end is doubled.
    private static bool HoldsDigits(string text) =>
        text.Length is >= 12 and <= 19
        && text.All(char.IsAsciiDigit)
        && text.Reverse().Select((c, i) => i % 2 == 0 ? c - '0' : ((c - '0') * 2 / 10) + ((c - '0') * 2 % 10)).Sum() % 10 == 0;
}
