using System.Globalization;

namespace ShopStream.Sandbox.Seeding;

/// <summary>A row of users.</summary>
internal readonly record struct User(
    int Id,
    string Email,
    string FirstName,
    string LastName,
    string Country,
    string Plan,
    DateTime Created,
    DateTime? LastLogin,
    bool Active
);

/// <summary>A row of crm_contacts; <c>converted</c> is true if <paramref name="Converted"/> is set.</summary>
internal readonly record struct Contact(
    int Id,
    string Email,
    string FirstName,
    string LastName,
    string Source,
    string? Campaign,
    DateTime Created,
    DateTime? Converted
);

/// <summary>Users and contacts.</summary>
internal sealed class People(int seed, int userCount, Pools pools, Calendar calendar)
{
    // Domains reserved for examples (RFC 2606): no mail from a test can reach anybody.
    private static readonly string[] Domains = ["example.com", "example.org", "example.net", "mail.example"];
    private static readonly Weighted<string> Plans = new(("freemium", 70), ("premium", 22), ("enterprise", 8));
    private static readonly Weighted<string> Sources = new(
        ("newsletter", 24),
        ("google_ads", 22),
        ("facebook", 18),
        ("referral", 14),
        ("organic", 14),
        ("trade_fair", 8)
    );
    private static readonly string[] Seasons = ["SPRING", "SUMMER", "BLACKWEEK", "XMAS"];

    public int UserCount => userCount;

    public User UserAt(int row)
    {
        var random = new RowRandom(seed, Purpose.Users, row);
        var nation = pools.Nations.Pick(ref random);
        var (first, last) = (random.Pick(nation.FirstNames), random.Pick(nation.LastNames));
        var created = calendar.SignUp(row, random.Unit(), userCount);
        return new User(
            row + 1,
            string.Create(CultureInfo.InvariantCulture, $"{first.Ascii}.{last.Ascii}.{row + 1}@{random.Pick(Domains)}"),
            first.Text,
            last.Text,
            nation.Country,
            Plans.Pick(ref random),
            created,
            random.Chance(0.1) ? null : calendar.Between(created, random.Unit()),
            random.Chance(0.92)
        );
    }

    public Contact ContactAt(int row)
    {
        var random = new RowRandom(seed, Purpose.Contacts, row);
        var created = calendar.At(random.Unit());
        var source = Sources.Pick(ref random);
        var campaign = random.Chance(0.25) ? null : $"{random.Pick(Seasons)}-{created.Year.ToString(CultureInfo.InvariantCulture)}";
        DateTime? converted = random.Chance(0.22) ? calendar.Between(created, Math.Pow(random.Unit(), 3)) : null;
        // There are half as many contacts as users: contact n may be user 2n, so that addresses stay unique.
        if (random.Chance(0.3))
        {
            var user = UserAt(row * 2);
            return new Contact(row + 1, user.Email, user.FirstName, user.LastName, source, campaign, created, converted);
        }
        var nation = pools.Nations.Pick(ref random);
        var (first, last) = (random.Pick(nation.FirstNames), random.Pick(nation.LastNames));
        var email = string.Create(CultureInfo.InvariantCulture, $"{first.Ascii}.{last.Ascii}.lead{row + 1}@{random.Pick(Domains)}");
        return new Contact(row + 1, email, first.Text, last.Text, source, campaign, created, converted);
    }

    /// <summary>Picks a user who has signed up by a time; some users are picked much more often than others.</summary>
    public int Visitor(DateTime time, ref RowRandom random)
    {
        var known = calendar.UsersAt(time, userCount);
        var row = 0;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            row = (int)random.Below(known);
            var activity = new RowRandom(seed, Purpose.Generosity, row).Unit();
            if (random.Unit() < 0.03 + (activity * activity * activity))
                break;
        }
        return row;
    }

    /// <summary>A user's country.</summary>
    public string CountryOf(int row)
    {
        // The first draw of a user's row; see UserAt.
        var random = new RowRandom(seed, Purpose.Users, row);
        return pools.Nations.Pick(ref random).Country;
    }

    public string AnyCountry(ref RowRandom random) => random.Pick(pools.CountryCodes);
}
