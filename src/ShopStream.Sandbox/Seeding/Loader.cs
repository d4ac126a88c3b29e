using Npgsql;
using NpgsqlTypes;

namespace ShopStream.Sandbox.Seeding;

/// <summary>Writes the six tables with binary COPY.</summary>
internal sealed class Loader(NpgsqlConnection connection, SeedOptions options, IProgress<SeedProgress>? progress, CancellationToken cancellationToken)
{
    private const int ReportEvery = 50_000;
    private const int CancellationCheckEvery = 1_000;
    private readonly List<(string Table, long Rows)> written = [];

    /// <summary>Deadline of one statement: 1 hour. The longest one builds an index.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    public IReadOnlyList<(string Table, long Rows)> Written => written;

    public void LoadAll()
    {
        var (scale, seed) = (options.Scale, options.Seed);
        var pools = new Pools(seed);
        var calendar = new Calendar(seed, options.Date);
        var assortment = new Assortment(seed, 200 * scale, pools, calendar);
        var people = new People(seed, 1000 * scale, pools, calendar);
        var sales = new Sales(seed, Sales.OrdersPerScale * scale, assortment, people, calendar);
        var traffic = new Traffic(seed, 10_000L * scale, pools, people, assortment, calendar);

        Users(people);
        Products(assortment);
        Orders(sales);
        OrderItems(sales);
        Events(traffic);
        Contacts(people);
    }

    private void Users(People people) =>
        Table(
            "users",
            "id, email, first_name, last_name, country, plan_type, created_at, last_login, is_active",
            1000L * options.Scale,
            (to, row) =>
            {
                var user = people.UserAt((int)row);
                to.Write(user.Id, NpgsqlDbType.Integer);
                to.Write(user.Email, NpgsqlDbType.Varchar);
                to.Write(user.FirstName, NpgsqlDbType.Varchar);
                to.Write(user.LastName, NpgsqlDbType.Varchar);
                to.Write(user.Country, NpgsqlDbType.Varchar);
                to.Write(user.Plan, NpgsqlDbType.Varchar);
                to.Write(user.Created, NpgsqlDbType.Timestamp);
                Write(to, user.LastLogin);
                to.Write(user.Active, NpgsqlDbType.Boolean);
            }
        );

    private void Products(Assortment assortment) =>
        Table(
            "products",
            "id, merchant_id, name, description, category, price, stock_quantity, created_at, updated_at",
            200L * options.Scale,
            (to, row) =>
            {
                var product = assortment[(int)row];
                to.Write(product.Id, NpgsqlDbType.Integer);
                to.Write(product.Merchant, NpgsqlDbType.Integer);
                to.Write(product.Name, NpgsqlDbType.Varchar);
                Write(to, product.Description, NpgsqlDbType.Text);
                to.Write(product.Category, NpgsqlDbType.Varchar);
                to.Write(Money(product.Cents), NpgsqlDbType.Numeric);
                to.Write(product.Stock, NpgsqlDbType.Integer);
                to.Write(product.Created, NpgsqlDbType.Timestamp);
                to.Write(product.Updated, NpgsqlDbType.Timestamp);
            }
        );

    private void Orders(Sales sales)
    {
        byte[] counts = [];
        var lines = new Line[Sales.MaxLines];
        Table(
            "orders",
            "id, user_id, created_at, total_amount, status, country, payment_method",
            (long)Sales.OrdersPerScale * options.Scale,
            (to, row) =>
            {
                var (block, within) = Math.DivRem((int)row, Sales.OrdersPerScale);
                if (within == 0)
                    counts = sales.LineCountsOf(block);
                var order = sales.Create((int)row, lines.AsSpan(0, counts[within]));
                to.Write(order.Id, NpgsqlDbType.Integer);
                to.Write(order.User, NpgsqlDbType.Integer);
                to.Write(order.Created, NpgsqlDbType.Timestamp);
                to.Write(Money(order.Cents), NpgsqlDbType.Numeric);
                to.Write(order.Status, NpgsqlDbType.Varchar);
                to.Write(order.Country, NpgsqlDbType.Varchar);
                to.Write(order.Payment, NpgsqlDbType.Varchar);
            }
        );
    }

    private void OrderItems(Sales sales)
    {
        byte[] counts = [];
        var lines = new Line[Sales.MaxLines];
        var (order, next, count) = (-1, 0, 0);
        Table(
            "order_items",
            "id, order_id, product_id, quantity, unit_price, line_total",
            (long)Sales.LinesPerScale * options.Scale,
            (to, row) =>
            {
                if (next == count)
                {
                    order++;
                    var (block, within) = Math.DivRem(order, Sales.OrdersPerScale);
                    if (within == 0)
                        counts = sales.LineCountsOf(block);
                    (next, count) = (0, counts[within]);
                    sales.FillLines(order, lines.AsSpan(0, count));
                }
                var line = lines[next++];
                to.Write((int)row + 1, NpgsqlDbType.Integer);
                to.Write(order + 1, NpgsqlDbType.Integer);
                to.Write(line.Product, NpgsqlDbType.Integer);
                to.Write(line.Quantity, NpgsqlDbType.Integer);
                to.Write(Money(line.UnitCents), NpgsqlDbType.Numeric);
                to.Write(Money(line.Cents), NpgsqlDbType.Numeric);
            }
        );
    }

    private void Events(Traffic traffic) =>
        Table(
            "events",
            "id, user_id, event_type, event_ts, metadata",
            10_000L * options.Scale,
            (to, row) =>
            {
                var e = traffic.Create(row);
                to.Write(e.Id, NpgsqlDbType.Bigint);
                if (e.User is { } user)
                    to.Write(user, NpgsqlDbType.Integer);
                else
                    to.WriteNull();
                to.Write(e.Type, NpgsqlDbType.Varchar);
                to.Write(e.Time, NpgsqlDbType.Timestamp);
                Write(to, e.Metadata, NpgsqlDbType.Jsonb);
            }
        );

    private void Contacts(People people) =>
        Table(
            "crm_contacts",
            "id, email, first_name, last_name, source, campaign_id, created_at, converted, converted_at",
            500L * options.Scale,
            (to, row) =>
            {
                var contact = people.ContactAt((int)row);
                to.Write(contact.Id, NpgsqlDbType.Integer);
                to.Write(contact.Email, NpgsqlDbType.Varchar);
                to.Write(contact.FirstName, NpgsqlDbType.Varchar);
                to.Write(contact.LastName, NpgsqlDbType.Varchar);
                to.Write(contact.Source, NpgsqlDbType.Varchar);
                Write(to, contact.Campaign, NpgsqlDbType.Varchar);
                to.Write(contact.Created, NpgsqlDbType.Timestamp);
                to.Write(contact.Converted is not null, NpgsqlDbType.Boolean);
                Write(to, contact.Converted);
            }
        );

    // Synchronous on purpose: of 40 million cells at scale 200 only one in thousands causes network I/O.
    private void Table(string table, string columns, long rows, Action<NpgsqlBinaryImporter, long> write)
    {
        using var importer = connection.BeginBinaryImport($"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)");
        importer.Timeout = Deadline;
        for (var row = 0L; row < rows; row++)
        {
            if (row % CancellationCheckEvery == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (row % ReportEvery == 0)
                progress?.Report(new SeedProgress(table, row, rows));
            importer.StartRow();
            write(importer, row);
        }
        importer.Complete();
        progress?.Report(new SeedProgress(table, rows, rows));
        written.Add((table, rows));
    }

    private static void Write(NpgsqlBinaryImporter to, string? text, NpgsqlDbType type)
    {
        if (text is null)
            to.WriteNull();
        else
            to.Write(text, type);
    }

    private static void Write(NpgsqlBinaryImporter to, DateTime? time)
    {
        if (time is { } known)
            to.Write(known, NpgsqlDbType.Timestamp);
        else
            to.WriteNull();
    }

    private static decimal Money(long cents) => new((int)cents, (int)(cents >> 32), 0, false, 2);
}
