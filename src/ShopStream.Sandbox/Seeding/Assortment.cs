namespace ShopStream.Sandbox.Seeding;

/// <summary>A product category: its name, its goods and its price range in cents.</summary>
internal sealed record Category(string Name, string[] Goods, int LowestPrice, int HighestPrice);

/// <summary>A row of products.</summary>
internal readonly record struct Product(
    int Id,
    int Merchant,
    string Name,
    string? Description,
    string Category,
    long Cents,
    int Stock,
    DateTime Created,
    DateTime Updated
);

/// <summary>The products and their popularity.</summary>
internal sealed class Assortment
{
    // The smaller, the larger the share of the best sellers; with 0.02 and these prices about a quarter of the products make 80 % of revenue.
    private const double Head = 0.02;
    private const int ProductsPerMerchant = 10;

    private static readonly Weighted<Category> Categories = new(
        (new("Fashion", ["Jacket", "Dress", "Sneakers", "Scarf", "Jeans", "Béret"], 1500, 30000), 22),
        (new("Electronics", ["Headphones", "Tablet", "Camera", "Keyboard", "Monitor 27\"", "Speaker"], 4000, 150000), 18),
        (new("Home", ["Lamp", "Chair", "Café table", "Carpet", "Duvet", "Mirror"], 2000, 80000), 18),
        (new("Sports", ["Bicycle", "Tent", "Racket", "Rucksack", "Running shoes", "Skis"], 1500, 60000), 14),
        (new("Beauty", ["Crème", "Perfume", "Shampoo", "Serum", "Lipstick"], 600, 15000), 11),
        (new("Books", ["Novel", "Atlas", "Cookbook", "Biography", "Guide"], 500, 6000), 9),
        (new("Toys", ["Puzzle", "Kite", "Train set", "Doll", "Board game"], 800, 15000), 8)
    );

    private static readonly int[] Endings = [99, 99, 99, 90, 49, 0];

    private readonly int seed;
    private readonly Pools pools;
    private readonly Calendar calendar;
    private readonly long[] cents;
    private readonly long stride;

    public Assortment(int seed, int count, Pools pools, Calendar calendar)
    {
        (this.seed, this.pools, this.calendar, Count) = (seed, pools, calendar, count);
        stride = StrideFor(count);
        cents = new long[count];
        for (var row = 0; row < count; row++)
            cents[row] = Create(row).Cents;
    }

    public int Count { get; }

    public Product this[int row] => Create(row);

    public long CentsOf(int row) => cents[row];

    /// <summary>Picks a product by popularity: density 1/(rank + head) over the ranks, the same curve at every scale.</summary>
    public int Popular(ref RowRandom random)
    {
        var rank = Head * (Math.Pow(1 + (1 / Head), random.Unit()) - 1);
        return (int)((Math.Min((long)(rank * Count), Count - 1) * stride) % Count);
    }

    // Spreads best sellers over the table: a step coprime to the count visits every row.
    private static long StrideFor(int count)
    {
        var step = (long)(count * 0.618) | 1;
        while (Divisor(step, count) != 1)
            step += 2;
        return step;
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    private Product Create(int row)
    {
        var random = new RowRandom(seed, Purpose.Products, row);
        var category = Categories.Pick(ref random);
        var span = Math.Log((double)category.HighestPrice / category.LowestPrice);
        // Prices are log-uniform: many cheap products, a few expensive ones.
        var euros = (long)(category.LowestPrice * Math.Exp(span * random.Unit())) / 100;
        var name = $"{random.Pick(pools.Adjectives)} {random.Pick(pools.Materials)} {random.Pick(category.Goods)}";
        var merchants = Math.Max(1, Count / ProductsPerMerchant);
        // Older than every order, so that nothing is sold before it exists.
        var created = calendar.Begin.AddDays(-1 - random.Below(700)).AddSeconds(random.Below(86_400));
        return new Product(
            row + 1,
            1 + random.Below(merchants),
            name,
            Description(row, ref random),
            category.Name,
            (euros * 100) + random.Pick(Endings),
            random.Chance(0.05) ? 0 : random.Below(500),
            created,
            calendar.Between(created, random.Unit())
        );
    }

    // At every scale the first rows contain each of the texts that break a naive CSV reader.
    private string? Description(int row, ref RowRandom random)
    {
        var text = random.Pick(pools.Sentences);
        return (row < 12 ? row : random.Below(60)) switch
        {
            0 => null,
            1 => string.Empty,
            2 => $"\"{text}\", says \"everybody\"",
            3 => $"{text}\nSecond line\r\nthird line",
            4 => $"Path C:\\temp\\new and \\N, {text}",
            5 => $"  {text}  ",
            6 => "NULL",
            7 => "\\N",
            8 => $"Élégant, à l'œil – «{text}» 東京 🚲",
            9 => $"Tab\there; semicolon; pipe|{text}",
            10 => ",",
            11 => "\"",
            12 or 13 => null,
            14 or 15 => string.Empty,
            _ => text,
        };
    }
}
