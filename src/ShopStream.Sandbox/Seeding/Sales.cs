using System.Runtime.InteropServices;

namespace ShopStream.Sandbox.Seeding;

/// <summary>A row of orders.</summary>
internal readonly record struct Order(int Id, int User, DateTime Created, long Cents, string Status, string Country, string Payment);

/// <summary>A row of order_items.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Line(int Product, int Quantity, long UnitCents)
{
    public long Cents => Quantity * UnitCents;
}

/// <summary>Orders and their lines. Both are derived from the order's number, so that neither table has to be kept in memory.</summary>
internal sealed class Sales(int seed, int count, Assortment assortment, People people, Calendar calendar)
{
    public const int OrdersPerScale = 5000;
    public const int LinesPerScale = 14_989;
    public const int MaxLines = 5;

    private static readonly Weighted<int> LineCounts = new((1, 20), (2, 22), (3, 22), (4, 19), (5, 17));
    private static readonly Weighted<int> Quantities = new((1, 55), (2, 25), (3, 11), (4, 6), (5, 3));
    private static readonly Weighted<string> Payments = new(
        ("card", 52),
        ("paypal", 22),
        ("apple_pay", 11),
        ("bank_transfer", 8),
        ("google_pay", 5),
        ("klarna", 2)
    );

    // Status by age: recent orders are open, and a few old ones are stuck.
    private static readonly Weighted<string> New = new(("pending", 60), ("processing", 30), ("cancelled", 6), ("refunded", 4));
    private static readonly Weighted<string> Recent = new(("processing", 50), ("shipped", 35), ("pending", 5), ("cancelled", 6), ("refunded", 4));
    private static readonly Weighted<string> InTransit = new(("shipped", 60), ("delivered", 30), ("cancelled", 6), ("refunded", 4));
    private static readonly Weighted<string> Old = new(
        ("delivered", 88),
        ("shipped", 1),
        ("processing", 0.5),
        ("pending", 0.5),
        ("cancelled", 6),
        ("refunded", 4)
    );

    /// <summary>Number of lines of each of 5,000 orders: 1 to 5, 14,989 in total.</summary>
    public byte[] LineCountsOf(int block)
    {
        var random = new RowRandom(seed, Purpose.LineCounts, block);
        var counts = new byte[OrdersPerScale];
        var missing = LinesPerScale;
        for (var i = 0; i < counts.Length; i++)
            missing -= counts[i] = (byte)LineCounts.Pick(ref random);
        while (missing != 0)
        {
            ref var lines = ref counts[random.Below(counts.Length)];
            if (missing > 0 && lines < MaxLines)
            {
                lines++;
                missing--;
            }
            else if (missing < 0 && lines > 1)
            {
                lines--;
                missing++;
            }
        }
        return counts;
    }

    /// <summary>Creates an order and its lines.</summary>
    /// <param name="row">Zero-based row number.</param>
    /// <param name="lines">Receives the lines; as long as the order has lines.</param>
    public Order Create(int row, Span<Line> lines)
    {
        var random = new RowRandom(seed, Purpose.Orders, row);
        var created = Time(row, ref random);
        FillLines(row, created, lines);
        var cents = 0L;
        foreach (var line in lines)
            cents += line.Cents;
        var user = people.Visitor(created, ref random);
        var status = Statuses((calendar.End - created).TotalDays).Pick(ref random);
        // Some orders are sent abroad.
        var country = random.Chance(0.04) ? people.AnyCountry(ref random) : people.CountryOf(user);
        return new Order(row + 1, user + 1, created, cents, status, country, Payments.Pick(ref random));
    }

    /// <summary>Creates only the lines of an order, the same as <see cref="Create"/>.</summary>
    public void FillLines(int row, Span<Line> lines)
    {
        var random = new RowRandom(seed, Purpose.Orders, row);
        FillLines(row, Time(row, ref random), lines);
    }

    private DateTime Time(int row, ref RowRandom random) => calendar.At((row + random.Unit()) / count);

    private static Weighted<string> Statuses(double days) =>
        days switch
        {
            < 1.5 => New,
            < 4 => Recent,
            < 8 => InTransit,
            _ => Old,
        };

    private void FillLines(int row, DateTime created, Span<Line> lines)
    {
        var random = new RowRandom(seed, Purpose.Lines, row);
        var sale = Calendar.IsSale(created);
        for (var i = 0; i < lines.Length; i++)
        {
            var product = assortment.Popular(ref random);
            // A product appears only once in an order.
            while (Contains(lines[..i], product + 1))
                product = (product + 1) % assortment.Count;
            var cents = assortment.CentsOf(product);
            if (sale && random.Chance(0.3))
                cents = ((cents * 80) + 50) / 100;
            lines[i] = new Line(product + 1, Quantities.Pick(ref random), cents);
        }
    }

    private static bool Contains(ReadOnlySpan<Line> lines, int product)
    {
        foreach (var line in lines)
        {
            if (line.Product == product)
                return true;
        }
        return false;
    }
}
