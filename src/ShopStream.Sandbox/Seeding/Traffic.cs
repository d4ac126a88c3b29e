using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ShopStream.Sandbox.Seeding;

/// <summary>A row of events; the metadata is JSON or null.</summary>
internal readonly record struct Event(long Id, int? User, string Type, DateTime Time, string? Metadata);

/// <summary>Visitors' events: a funnel from many views to few purchases.</summary>
internal sealed class Traffic(int seed, long count, Pools pools, People people, Assortment assortment, Calendar calendar)
{
    private static readonly Weighted<string> Types = new(
        ("page_view", 40),
        ("product_view", 26),
        ("search", 12),
        ("add_to_cart", 9),
        ("checkout", 5),
        ("purchase", 3),
        ("login", 3.5),
        ("signup", 1.5)
    );

    private static readonly string[] Pages = ["/", "/sale", "/category/books", "/category/maison-et-déco", "/cart", "/account?tab=orders&page=2"];
    private static readonly string[] Devices = ["mobile", "desktop", "tablet"];
    private static readonly string[] Systems = ["iOS", "Android", "Windows", "macOS", "Linux"];
    private static readonly string[] Terms = ["crème brûlée", "Größe 42", "¿qué tal?", "日本 🍵", "5\" screen", "back\\slash", "two\nlines"];

    private readonly string[] searches = [.. pools.Searches.Concat(Terms).Select(t => JsonSerializer.Serialize(t))];
    private readonly StringBuilder json = new();

    public Event Create(long row)
    {
        var random = new RowRandom(seed, Purpose.Events, row);
        var time = Time(row, ref random);
        var type = Types.Pick(ref random);
        // Visitors who pay, log in or sign up are known; others are often anonymous.
        var anonymous = type is not ("checkout" or "purchase" or "login" or "signup") && random.Chance(0.3);
        int? user = anonymous ? null : people.Visitor(time, ref random) + 1;
        return new Event(row + 1, user, type, time, Metadata(type, ref random));
    }

    /// <summary>The time of an event, the same as that of <see cref="Create"/>.</summary>
    public DateTime TimeOf(long row)
    {
        var random = new RowRandom(seed, Purpose.Events, row);
        return Time(row, ref random);
    }

    private DateTime Time(long row, ref RowRandom random) => calendar.At((row + random.Unit()) / count);

    private string? Metadata(string type, ref RowRandom random)
    {
        if (random.Chance(0.06))
            return null;
        if (random.Chance(0.02))
            return "{}";
        json.Clear();
        switch (type)
        {
            case "page_view":
                json.Append(CultureInfo.InvariantCulture, $"{{\"page\": \"{random.Pick(Pages)}\", \"ms\": {random.Below(4000)}");
                break;
            case "search":
                json.Append(CultureInfo.InvariantCulture, $"{{\"query\": {random.Pick(searches)}, \"results\": {random.Below(120)}");
                break;
            case "product_view" or "add_to_cart":
                var product = assortment.Popular(ref random);
                json.Append(CultureInfo.InvariantCulture, $"{{\"product_id\": {product + 1}, \"price\": ");
                AppendMoney(assortment.CentsOf(product));
                if (type is "add_to_cart")
                    json.Append(CultureInfo.InvariantCulture, $", \"quantity\": {1 + random.Below(3)}");
                break;
            case "checkout" or "purchase":
                AppendBasket(ref random);
                break;
            default:
                json.Append("{\"method\": \"").Append(random.Chance(0.6) ? "password" : "sso").Append('"');
                break;
        }
        json.Append(CultureInfo.InvariantCulture, $", \"device\": {{\"type\": \"{random.Pick(Devices)}\", \"os\": \"{random.Pick(Systems)}\"}}");
        if (random.Chance(0.15))
            json.Append(random.Chance(0.5) ? ", \"campaign\": null" : ", \"campaign\": {\"id\": \"XMAS\", \"tags\": [\"noël\", \"a,b\", \"\"]}");
        return json.Append('}').ToString();
    }

    private void AppendBasket(ref RowRandom random)
    {
        json.Append("{\"items\": [");
        var lines = 1 + random.Below(3);
        for (var i = 0; i < lines; i++)
        {
            var product = assortment.Popular(ref random);
            json.Append(i == 0 ? string.Empty : ", ").Append(CultureInfo.InvariantCulture, $"{{\"product_id\": {product + 1}, \"price\": ");
            AppendMoney(assortment.CentsOf(product));
            json.Append('}');
        }
        json.Append("], \"coupon\": ").Append(random.Chance(0.2) ? "\"WELCOME-10%\"" : "null");
    }

    private void AppendMoney(long cents) => json.Append(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:00}");
}
