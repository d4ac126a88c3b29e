using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Faults;

/// <summary>Every fault that a load can make fails the scenarios that guard against it, with the culprit named; unaffected scenarios pass.</summary>
[TestFixture, Category("Live")]
public sealed class PlantedFaultTests
{
    // An order that is revenue, has several lines and is not alone on its day; and one of its lines.
    private const string SomeOrder =
        "SELECT MIN(o.id) FROM raw.orders AS o WHERE o.status = 'delivered' AND (SELECT COUNT(*) FROM raw.order_items AS i WHERE i.order_id = o.id) > 1 "
        + "AND EXISTS (SELECT 1 FROM raw.orders AS p WHERE p.id > o.id AND p.created_at::DATE = o.created_at::DATE AND p.status = 'delivered')";

    private const string PerOrder = "An order's total is the sum of its lines";
    private const string AllRevenue = "Orders of every status arrive with their amounts";
    private const string Pieces = "The facts hold as many units as were ordered";
    private const string OnePerThing = "One row per customer, product and order line in the dimensions and the facts";

    // Scenarios that depend on the lines' revenue, layer by layer.
    private static readonly string[] LineTotals =
    [
        "Revenue survives the lake and the load",
        "Revenue survives the facts",
        "Revenue reaches the sales dashboard",
        "Revenue reaches the product dashboard",
        "Revenue reaches the customer dashboard",
    ];

    // What compares every row of a table.
    private static readonly string[] OrderRows =
    [
        "Every value of orders arrives in the warehouse",
        "Cleaning renames the columns of orders and changes no value",
    ];

    private const string LineRows = "Every value of order_items arrives in the warehouse";
    private const string UserRows = "Every value of users arrives in the warehouse";

    private LoadedShop shop = null!;
    private FaultyShop good = null!;
    private string order = "";
    private string line = "";

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await LoadedShop.GetAsync();
        good = shop.Copy();
        order = good.Value(SomeOrder);
        line = good.Value($"SELECT MIN(id) FROM raw.order_items WHERE order_id = {order}");
    }

    [Test]
    public async Task Unmodified_data_passes_every_check()
    {
        var result = await shop.Copy().CheckAsync();

        result.Scenarios.Should().HaveCount(shop.Run.Scenarios.Count).And.OnlyContain(s => s.Outcome == Outcome.Passed);
        result.Outcome.Should().Be(Outcome.Passed);
        result.ExitCode.Should().Be(ExitCodes.Passed);
    }

    [Test]
    public async Task Order_missing_in_raw_is_reported_by_its_lines()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.orders WHERE id = {order}"));

        found.Fails([.. OrderRows, .. LineTotals, "orders arrive completely", "Order lines belong to orders and products", AllRevenue]);
        found.Check("Order lines belong to orders and products").Keys.Should().Contain($"id={line}, order_id={order}");
        found.Check("orders arrive completely").Difference.Should().Be("raw orders: −1 row; staging stg_orders: −1 row");
    }

    [NightlyCase]
    public async Task Line_missing_in_raw_is_reported_with_its_order()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.order_items WHERE id = {line}"));

        found.Fails([LineRows, .. LineTotals, "order_items arrive completely", PerOrder, Pieces]);
        found.Check("An order's total is the sum of its lines").Keys.Should().ContainSingle().Which.Should().StartWith($"id={order},");
    }

    [Test]
    public async Task Customer_missing_in_raw_is_reported_by_the_orders()
    {
        var user = shop.Copy().Value($"SELECT user_id FROM raw.orders WHERE id = {order}");

        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.users WHERE id = {user}"));

        found.Fails(
            UserRows,
            "users arrive completely",
            "Orders belong to customers",
            "Known visitors are customers",
            "The facts refer to known customers and products"
        );
        found.Check("Orders belong to customers").Keys.Should().OnlyContain(k => k.EndsWith($", user_id={user}"));
    }

    [TestCase("events")]
    [NightlyCase("crm_contacts")]
    public async Task Missing_row_without_references_is_reported(string table)
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"DELETE FROM raw.{table} WHERE id = (SELECT MAX(id) FROM raw.{table})"));

        found.Fails($"{table} arrive completely");
        found.Check($"{table} arrive completely").Difference.Should().StartWith($"raw {table}: −1 row;");
    }

    [Test]
    public async Task Duplicate_order_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"INSERT INTO raw.orders SELECT * FROM raw.orders WHERE id = {order}"));

        found.Fails([
            .. OrderRows,
            .. LineTotals,
            "orders arrive completely",
            "No orders appear twice",
            PerOrder,
            AllRevenue,
            Pieces,
            "Every order line becomes one row of the facts",
            OnePerThing,
            "The facts hold every order line with the values of its order",
        ]);
        found.Check("No orders appear twice").Keys.Should().Equal($"id={order} × 2");
        found.Check("No orders appear twice").Difference.Should().Be("1 surplus row");
    }

    [NightlyCase]
    public async Task Duplicate_line_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"INSERT INTO raw.order_items SELECT * FROM raw.order_items WHERE id = {line}"));

        found.Fails([LineRows, .. LineTotals, "order_items arrive completely", "No order_items appear twice", PerOrder, Pieces, OnePerThing]);
        found.Check("No order_items appear twice").Keys.Should().Equal($"id={line} × 2");
    }

    [NightlyCase]
    public async Task Line_without_its_order_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"UPDATE raw.order_items SET order_id = 999999 WHERE id = {line}"));

        found.Fails([LineRows, .. LineTotals, "Order lines belong to orders and products", PerOrder]);
        found.Check("Order lines belong to orders and products").Keys.Should().Equal($"id={line}, order_id=999999");
    }

    [NightlyCase]
    public async Task One_cent_more_in_an_order_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"UPDATE raw.orders SET total_amount = total_amount + 0.01 WHERE id = {order}"));

        found.Fails([.. OrderRows, "Revenue survives the lake and the load", "Revenue reaches the customer dashboard", PerOrder, AllRevenue]);
        found.Check("An order's total is the sum of its lines").Keys.Should().ContainSingle().Which.Should().StartWith($"id={order},");
        found.Check("Revenue survives the lake and the load").Difference.Should().Be("+0.01 revenue");
    }

    [Test]
    public async Task One_cent_more_in_a_line_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"UPDATE raw.order_items SET line_total = line_total + 0.01 WHERE id = {line}"));

        found.Fails([LineRows, .. LineTotals, "A line's total is its quantity times its price", PerOrder]);
        found.Check("A line's total is its quantity times its price").Keys.Should().ContainSingle().Which.Should().StartWith($"id={line},");
        found.Check("Revenue reaches the sales dashboard").Difference.Should().Be("+0.01 revenue");
    }

    [Test]
    public async Task Cent_moved_between_orders_of_a_day_is_reported_although_totals_match()
    {
        var (day, second) = Neighbour();

        var found = await shop.FindAsync(
            await shop.Copy()
                .WithBadLoadAsync(
                    $"UPDATE raw.orders SET total_amount = total_amount + CASE id WHEN {order} THEN 0.01 ELSE -0.01 END WHERE id IN ({order}, {second})"
                )
        );

        found.Fails([.. OrderRows, "Revenue survives the lake and the load", "Revenue reaches the customer dashboard", PerOrder]);
        found
            .Check("An order's total is the sum of its lines")
            .Keys.Should()
            .HaveCount(2)
            .And.Contain(k => k.StartsWith($"id={order},"))
            .And.Contain(k => k.StartsWith($"id={second},"));
        found
            .Check("Revenue survives the lake and the load")
            .Keys.Should()
            .ContainSingle()
            .Which.Should()
            .StartWith($"day of created_at={day}:")
            .And.EndWith("(0.00): same total, but different amounts in its rows");
    }

    [NightlyCase]
    public async Task Cent_moved_between_orders_and_lines_is_reported()
    {
        var (day, second) = Neighbour();
        var other = shop.Copy().Value($"SELECT MIN(id) FROM raw.order_items WHERE order_id = {second}");

        var found = await shop.FindAsync(
            await shop.Copy()
                .WithBadLoadAsync(
                    $"""
                    UPDATE raw.orders SET total_amount = total_amount + CASE id WHEN {order} THEN 0.01 ELSE -0.01 END WHERE id IN ({order}, {second});
                    UPDATE raw.order_items SET line_total = line_total + CASE id WHEN {line} THEN 0.01 ELSE -0.01 END WHERE id IN ({line}, {other})
                    """
                )
        );

        found.Fails([
            .. OrderRows,
            LineRows,
            "Revenue survives the lake and the load",
            "Revenue survives the facts",
            "Revenue reaches the product dashboard",
            "A line's total is its quantity times its price",
        ]);
        found.Check("Revenue survives the lake and the load").Keys.Should().ContainSingle().Which.Should().StartWith($"day of created_at={day}:");
    }

    [Test]
    public async Task Customer_without_email_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync("UPDATE raw.users SET email = NULL WHERE id = 17"));

        found.Fails(UserRows, "Customers can be reached");
        found.Check("Customers can be reached").Keys.Should().Equal("id=17, email=null");
    }

    [Test]
    public async Task Order_with_an_unknown_status_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"UPDATE raw.orders SET status = 'lost' WHERE id = {order}"));

        found.Fails([.. OrderRows, "Orders are in a known state", AllRevenue]);
        found.Check("Orders are in a known state").Keys.Should().Equal($"id={order}, status=lost");
    }

    [Test]
    public async Task Order_cancelled_between_layers_is_reported()
    {
        var found = await shop.FindAsync(await shop.Copy().WithBadLoadAsync($"UPDATE raw.orders SET status = 'cancelled' WHERE id = {order}"));

        found.Fails([.. OrderRows, .. LineTotals, AllRevenue]);
    }

    [Test]
    public async Task Model_key_is_the_declared_one_not_the_whole_row()
    {
        var faulty = shop.Copy();
        var product = faulty.Value($"SELECT product_id FROM raw.order_items WHERE id = {line}");

        var found = await shop.FindAsync(faulty.With($"DELETE FROM core.dim_products WHERE product_id = {product}"));

        found.Check("The facts refer to known customers and products").Keys.Should().Contain($"order_item_id={line}, product_id={product}");
    }

    [Test]
    public async Task Changed_byte_in_a_lake_file_is_reported()
    {
        var faulty = shop.Copy();
        var file = Directory.EnumerateFiles(faulty.Lake, "users_*.csv", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[Array.LastIndexOf(bytes, (byte)'@')] = (byte)'#';
        await File.WriteAllBytesAsync(file, bytes);

        var found = await shop.FindAsync(faulty);

        // Its rows are no longer the snapshot's: nothing is said of them.
        found.Fails("The file of users is unchanged since its extraction", UserRows);
        found.Result.Scenarios.Single(s => s.Name is UserRows).Outcome.Should().Be(Outcome.NotJudged);
        found.Check("The file of users is unchanged since its extraction").Keys.Should().ContainSingle().Which.Should().StartWith("SHA-256: manifest ");
    }

    [Test]
    public async Task Missing_lake_file_is_reported()
    {
        var faulty = shop.Copy();
        File.Delete(Directory.EnumerateFiles(faulty.Lake, "users_*.csv", SearchOption.AllDirectories).Single());

        var found = await shop.FindAsync(faulty);

        found.TurnsRed("The file of users is unchanged since its extraction");
    }

    private (string Day, string Second) Neighbour()
    {
        var day = good.Value($"SELECT created_at::DATE FROM raw.orders WHERE id = {order}");
        return (day, good.Value($"SELECT MIN(id) FROM raw.orders WHERE id > {order} AND created_at::DATE = '{day}' AND status = 'delivered'"));
    }
}
