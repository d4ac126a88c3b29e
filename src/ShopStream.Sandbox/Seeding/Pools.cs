using System.Globalization;
using System.Text;
using Bogus;

namespace ShopStream.Sandbox.Seeding;

/// <summary>A name, and its ASCII form for e-mail addresses.</summary>
internal readonly record struct Name(string Text, string Ascii);

/// <summary>Names of one country.</summary>
internal sealed record Nation(string Country, Name[] FirstNames, Name[] LastNames);

/// <summary>Values from Bogus to pick from, generated once. Calling Bogus per cell would dominate the time of a large seed.</summary>
internal sealed class Pools
{
    private const int Names = 800;
    private const int Texts = 1000;

    private static readonly (string Country, string Locale, double Weight)[] Countries =
    [
        ("USA", "en_US", 24),
        ("FRA", "fr", 22),
        ("DEU", "de", 16),
        ("GBR", "en_GB", 12),
        ("ITA", "it", 10),
        ("ESP", "es", 9),
        ("NLD", "nl", 4),
        ("PRT", "pt_PT", 3),
    ];

    public Pools(int seed)
    {
        var nations = Countries.Select((c, i) => (Create(c.Country, c.Locale, seed, i), c.Weight)).ToArray();
        Nations = new Weighted<Nation>(nations);
        CountryCodes = [.. Countries.Select(c => c.Country)];
        var faker = Faker("en", seed, Countries.Length);
        Adjectives = [.. Enumerable.Range(0, Texts).Select(_ => faker.Commerce.ProductAdjective()).Distinct(StringComparer.Ordinal)];
        Materials = [.. Enumerable.Range(0, Texts).Select(_ => faker.Commerce.ProductMaterial()).Distinct(StringComparer.Ordinal)];
        Sentences = [.. Enumerable.Range(0, Texts).Select(_ => faker.Lorem.Sentence(6, 8))];
        Searches = [.. Enumerable.Range(0, Texts).Select(_ => faker.Commerce.ProductName().ToLowerInvariant())];
    }

    public Weighted<Nation> Nations { get; }

    public string[] CountryCodes { get; }

    public string[] Adjectives { get; }

    public string[] Materials { get; }

    public string[] Sentences { get; }

    public string[] Searches { get; }

    private static Nation Create(string country, string locale, int seed, int number)
    {
        var faker = Faker(locale, seed, number);
        return new Nation(country, Take(() => faker.Name.FirstName()), Take(() => faker.Name.LastName()));
    }

    private static Faker Faker(string locale, int seed, int number) =>
        new(locale) { Random = new Randomizer(new RowRandom(seed, Purpose.Pools, number).Below(int.MaxValue)) };

    private static Name[] Take(Func<string> next) =>
        [.. Enumerable.Range(0, Names).Select(_ => next()).Distinct(StringComparer.Ordinal).Select(n => new Name(n, Ascii(n)))];

    // Not string.Normalize: under invariant globalization it does not decompose letters.
    private static string Ascii(string name)
    {
        const string accented = "áàâäãåçéèêëíìîïñóòôöõøúùûüýÿ";
        const string plain = "aaaaaaceeeeiiiinoooooouuuuyy";
        var text = new StringBuilder();
        foreach (var c in name.ToLower(CultureInfo.InvariantCulture))
        {
            var at = accented.IndexOf(c, StringComparison.Ordinal);
            if (at >= 0)
                text.Append(plain[at]);
            else if (c == 'ß')
                text.Append("ss");
            else if (c == 'œ')
                text.Append("oe");
            else if (c == 'æ')
                text.Append("ae");
            else if (char.IsAsciiLetterOrDigit(c))
                text.Append(c);
        }
        return text.Length == 0 ? "x" : text.ToString();
    }
}
