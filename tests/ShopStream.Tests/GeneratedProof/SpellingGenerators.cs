using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>Generates constants: at, just below and just above the values, in every spelling, and some that are not values of the type.</summary>
internal static class SpellingGenerators
{
    private const int MostPlaces = 60;

    /// <param name="type">Type of the column.</param>
    /// <param name="cells">Values that the constants are near to; those of the table first.</param>
    public static Gen<Spelled> Constant(GeneratedType type, IReadOnlyList<Cell> cells)
    {
        // Most constants are near to the values of the table.
        var cell = Gen.Frequency((3, Gen.Elements(cells.Take(4))), (1, Gen.Elements(cells.AsEnumerable())));
        var valid = type.Meaning switch
        {
            Meaning.Number => cell.SelectMany(c => Near(c.Text)),
            Meaning.Single or Meaning.Double => Gen.Frequency(
                (3, cell.SelectMany(c => Float(c.Text, type.Meaning))),
                (
                    1,
                    Gen.Elements(
                            "0.10000000149011612",
                            "0.30000000000000001",
                            "16777217",
                            "9007199254740993",
                            "1e-1",
                            "+.1",
                            "5.",
                            "1e400",
                            "1e-400",
                            "3.5e38",
                            "nan",
                            "-inf",
                            "+infinity"
                        )
                        .SelectMany(t => Float(t, type.Meaning))
                )
            ),
            Meaning.Moment or Meaning.Instant => cell.SelectMany(c => Moment(c.Text, type.Meaning)),
            Meaning.Time => Gen.Frequency(
                (2, cell.Select(c => c.Text is "24:00:00" ? new Spelled(c.Text, null) : GeneratedTypeText(c))),
                (1, Gen.Elements("12:30", "12:30:00.000002", "00:00", "23:59:59.999999", "12:29:59.999999").Select(t => new Spelled(t, t)))
            ),
            Meaning.Boolean => Gen.Elements("true", "false").Select(t => new Spelled(t, t)),
            Meaning.Uuid => from c in cell from upper in Gen.Elements(true, false) select new Spelled(upper ? c.Text.ToUpperInvariant() : c.Text, c.Text),
            _ => Gen.Elements(cells.Where(c => IsWritable(c.Text)).Append(GeneratedType.Same("x"))).SelectMany(Letters),
        };
        return type.Meaning is Meaning.Text or Meaning.Written
            ? valid
            : Gen.Frequency((12, valid), (1, Gen.Elements(Wrong(type.Meaning)).Select(t => new Spelled(t, null))));
    }

    private static string[] Wrong(Meaning meaning) =>
        meaning switch
        {
            Meaning.Moment =>
            [
                "28/11/2025",
                "today",
                "2025-13-01",
                "2025-11-28T12:00:00Z",
                "2025-11-28 24:00",
                "20251128",
                "1.5",
                "2025-11-28 12:00:00.0000001",
            ],
            Meaning.Instant => ["28/11/2025", "now", "2025-02-29", "2025-11-28 12:00 Europe/Paris", "1.5", "2025-11-28 12:00+25:00"],
            Meaning.Time => ["12", "25:00", "noon", "12:30:00Z", "1.5"],
            Meaning.Boolean => ["yes", "1", "t", "0", "x"],
            Meaning.Uuid => ["x", "1.5"],
            _ => ["0x10", "1_000", "ten", "1.000.000", "\u0663", "true", "2025-11-28"],
        };

    private static Spelled GeneratedTypeText(Cell cell) => new(cell.Text, cell.Text);

    private static Gen<Spelled> Near(string number)
    {
        var (digits, places) = Naive.Number(number);
        return from at in Gen.Elements(true, true, false, false, false)
            from step in Gen.Elements(1, -1, 5, -5)
            from finer in Gen.Elements(0, 1, 1, 12)
            let near = at ? (digits, places) : ((digits * BigInteger.Pow(10, finer)) + step, places + finer)
            from spelling in near.Item2 > MostPlaces ? Gen.Constant(Naive.Plain(near)) : Spelling(near)
            select new Spelled(spelling, Naive.Plain(near));
    }

    private static Gen<string> Spelling((BigInteger Digits, int Places) number)
    {
        var plain = Naive.Plain(number);
        var unsigned = plain.TrimStart('-');
        var sign = plain.StartsWith('-') ? "-" : "";
        List<string> all =
        [
            plain,
            plain,
            plain,
            sign.Length == 0 ? "+" + plain : plain,
            string.Create(CultureInfo.InvariantCulture, $"{number.Digits}e-{number.Places}"),
            string.Create(CultureInfo.InvariantCulture, $"{number.Digits}0E-{number.Places + 1}"),
            $"{sign}00{unsigned}",
        ];
        if (number.Places > 0)
            all.Add(plain + "00");
        if (number.Places == 0)
            all.AddRange([plain + ".", plain + ".000", plain + "e0"]);
        if (unsigned.StartsWith("0.", StringComparison.Ordinal))
            all.Add(sign + unsigned[1..]);
        return Gen.Elements(all.AsEnumerable());
    }

    private static Gen<Spelled> Float(string text, Meaning meaning)
    {
        var special = text.TrimStart('+', '-').ToLowerInvariant() switch
        {
            "nan" => "NaN",
            "infinity" or "inf" => text.StartsWith('-') ? "-Infinity" : "Infinity",
            _ => null,
        };
        if (special is not null)
            return Gen.Elements(text, text.ToLowerInvariant()).Select(t => new Spelled(t, special));
        var number = Naive.Number(text);
        var nearest = meaning == Meaning.Single ? float.Parse(text, CultureInfo.InvariantCulture) : double.Parse(text, CultureInfo.InvariantCulture);
        // Beyond the range of the type.
        if (double.IsInfinity(nearest) || (nearest == 0 && !number.Digits.IsZero))
            return Gen.Constant(new Spelled(text, null));
        return number.Places > MostPlaces || number.Digits > BigInteger.Pow(10, MostPlaces)
            ? Gen.Constant(new Spelled(text, text))
            : Spelling(number).Select(s => new Spelled(s, text));
    }

    private static Gen<Spelled> Moment(string text, Meaning meaning)
    {
        if (text.EndsWith("infinity", StringComparison.Ordinal))
            return Gen.Elements(text, text.ToUpperInvariant()).Select(t => new Spelled(t, text));
        var zoned = meaning == Meaning.Instant;
        // A constant has a year of four digits.
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return Gen.Constant(new Spelled(text, null));
        return from shift in Gen.Elements(0L, 0L, 0L, 1L, -1L, 43_200_000_000L, -86_400_000_000L)
            let ticks = moment.UtcTicks + (shift * 10)
            let near = new DateTime(
                Math.Clamp(ticks, DateTime.MinValue.Ticks + TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay),
                DateTimeKind.Utc
            )
            from form in Gen.Elements("yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mm:ss.ffffff", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd")
            from zone in zoned ? Gen.Elements("", "+00:00", "Z", "+00", "-05:30", "+01") : Gen.Constant("")
            select Zoned(near, form, form is "yyyy-MM-dd" ? "" : zone);
    }

    private static Spelled Zoned(DateTime utc, string form, string zone)
    {
        var offset = zone switch
        {
            "-05:30" => new TimeSpan(-5, -30, 0),
            "+01" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        var local = (utc + offset).ToString(form, CultureInfo.InvariantCulture);
        return new Spelled(local + zone, local.Replace('T', ' ') + (zone is "Z" ? "" : zone));
    }

    private static Gen<Spelled> Letters(Cell cell) =>
        Gen.Frequency(
                (4, Gen.Constant(cell.Text)),
                (
                    1,
                    Gen.Elements(
                        cell.Text.ToUpperInvariant(),
                        cell.Text.ToLowerInvariant(),
                        cell.Text + " ",
                        " " + cell.Text,
                        cell.Text + "0",
                        "Z",
                        "z",
                        "1",
                        "\u65e5\u672c",
                        "\u20ac"
                    )
                )
            )
            .Where(IsWritable)
            .Select(t => new Spelled(t, t));

    // A step is one line, a quoted constant has no quotes, and <a> would be a placeholder.
    private static bool IsWritable(string text) =>
        text.All(c => !char.IsControl(c) && c is not ('"' or '<')) && !text.Contains('\ufeff', StringComparison.Ordinal);
}
