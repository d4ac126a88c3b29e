using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>Types with few values near each other, so that sentences on the calendar and on formats have both verdicts.</summary>
internal static class Near
{
    /// <summary>A format, a naive evaluation of it, and texts that are near it.</summary>
    /// <param name="English">As in the sentence.</param>
    /// <param name="French">As in the French sentence.</param>
    /// <param name="Holds">Whether a text has it.</param>
    public sealed record Format(string English, string French, Func<string, bool> Holds);

    /// <summary>Days around the beginning of daylight saving time, and months.</summary>
    public static GeneratedType Days { get; } =
        Of("date", "DATE", Meaning.Moment, "2025-03-28", "2025-03-29", "2025-03-30", "2025-03-31", "2025-04-01", "2025-05-01");

    /// <summary>Hours of the night in which clocks are changed in Europe.</summary>
    public static GeneratedType Hours { get; } =
        Of(
            "timestamp",
            "TIMESTAMP",
            Meaning.Moment,
            "2025-03-29 23:59:59.999999",
            "2025-03-30 00:00:00",
            "2025-03-30 01:30:00",
            "2025-03-30 02:00:00",
            "2025-03-30 03:00:00"
        );

    /// <summary>Texts that have a format, and their neighbours.</summary>
    public static GeneratedType Texts { get; } =
        Of(
            "text",
            "VARCHAR",
            Meaning.Text,
            "a@example.com",
            "a@example",
            "a@@example.com",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
            "192.0.2.235",
            "192.0.2.256",
            "192.0.02.1",
            "2001:db8::1",
            "2001:db8:::1",
            "+14155552671",
            "+04155552671",
            "007",
            "-1.5e3",
            "1e",
            "{\"a\": 1}",
            "{\"a\": 1,}",
            "[1, 2]\n",
            "4111111111111111",
            "4111111111111112"
        );

    public static IReadOnlyList<Format> Formats { get; } =
    [
        new("is a valid UUID", "est un UUID valide", t => Guid.TryParseExact(t, "D", out _)),
        new(
            "is a valid IPv4 address",
            "est une adresse IPv4 valide",
            t =>
                t.Split('.') is { Length: 4 } parts
                && parts.All(p =>
                    byte.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && string.Equals($"{n}", p, StringComparison.Ordinal)
                )
        ),
        new(
            "is a valid IPv6 address",
            "est une adresse IPv6 valide",
            t => IPAddress.TryParse(t, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
        ),
        new(
            "is a valid whole number",
            "est un nombre entier valide",
            t => (t is ['+' or '-', ..] ? t[1..] : t) is { Length: > 0 } digits && digits.All(char.IsAsciiDigit)
        ),
        new(
            "is a valid phone number",
            "est un numéro de téléphone valide",
            t => t.Length is > 2 and <= 16 && t[0] == '+' && t[1] != '0' && t[1..].All(char.IsAsciiDigit)
        ),
        new("is valid JSON", "est du JSON valide", IsJson),
        new("is a valid payment card number", "est un numéro de carte de paiement valide", IsCard),
    ];

    /// <summary>A moment of one of the types, in UTC.</summary>
    public static DateTime Parse(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsCard(string text)
    {
        if (text.Length is < 12 or > 19 || !text.All(char.IsAsciiDigit))
            return false;
        var sum = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[text.Length - 1 - i] - '0';
            sum +=
                i % 2 == 0 ? digit
                : digit < 5 ? digit * 2
                : (digit * 2) - 9;
        }
        return sum % 10 == 0;
    }

    private static GeneratedType Of(string name, string duck, Meaning meaning, params string[] texts) =>
        new(name, duck, meaning, [.. texts.Select(t => new Cell(t, t))]);
}

/// <summary>v in {a} is a valid UUID, also in at least 50 % of rows.</summary>
internal sealed record HasFormat(Near.Format Format, int? Percent) : Claim
{
    public override string English(Meaning meaning) => $"Then v in {{a}} {Format.English}{(Percent is null ? "" : ", in at least 50 % of rows")}";

    public override string French(Meaning meaning) => $"Alors v dans {{a}} {Format.French}{(Percent is null ? "" : ", dans au moins 50 % des lignes")}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        var judged = a.Where(r => r.V is not null).ToList();
        return judged.Count == 0 ? Expected.NotJudged : Verdict(judged.Count(r => Format.Holds(r.V!.Text)) * 100 >= (Percent ?? 100) * judged.Count);
    }
}
