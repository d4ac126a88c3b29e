using System.Globalization;
using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Faults;

/// <summary>Values that look alike are told apart, in groups, in rows and in lists.</summary>
[TestFixture, Category("Live")]
public sealed class LookAlikeTests
{
    private LoadedShop shop = null!;
    private string order = "";
    private string category = "";

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await LoadedShop.GetAsync();
        var good = shop.Copy();
        order = good.Value("SELECT MIN(id) FROM raw.orders WHERE status = 'delivered'");
        category = good.Value("SELECT category FROM raw.products WHERE id = 1");
    }

    [TestCase("category || ' '", "blanks", "nothing", "U+0020")]
    [TestCase("UPPER(category)", "case", "U+00", "U+00")]
    [TestCase("category || chr(8203)", "invisible characters", "nothing", "U+200B")]
    public async Task Groups_that_look_alike_are_distinguished(string changed, string kind, string expected, string found)
    {
        var load = await (await shop.Copy().WithBadLoadAsync($"UPDATE raw.products SET category = {changed} WHERE id = 1")).CheckSentenceAsync(
            "revenue in lake order_items reconciles with revenue in raw order_items by category to the cent"
        );
        var mart = await shop.Copy()
            .With($"UPDATE marts.mart_product_performance SET category = {changed} WHERE category = '{category}'")
            .CheckSentenceAsync(DrillDownTruthTests.ByCategory);

        load.DrillDown!.Rows.Should()
            .Contain(r => r.Detail!.Contains($"they differ only in {kind}: expected {expected}") && r.Detail!.Contains($"found {found}"));
        load.DrillDown.Rows.Should().OnlyContain(r => r.FirstDivergentLayer == "raw products");
        mart.Note.Should().Contain($"their names differ only in {kind}, ");
    }

    [Test]
    public async Task Value_that_looks_like_one_of_a_list_is_distinguished_from_it()
    {
        var check = await shop.Copy()
            .With($"UPDATE raw.orders SET status = chr(8203) || 'paid ' WHERE id = {order}")
            .CheckSentenceAsync("status in raw orders is one of pending, processing, shipped, delivered, cancelled, refunded, paid");

        check
            .Note.Should()
            .Be(
                "status [U+200B]paid  looks like paid of the list, but they differ only in blanks and invisible characters: "
                    + "expected U+0070 U+0061 U+0069 U+0064, found U+200B U+0070 U+0061 U+0069 U+0064 U+0020."
            );
    }

    [TestCase("orders", "status", "status || chr(160)", "id={0}, status: they differ only in blanks: expected nothing, found U+00A0.")]
    [TestCase("orders", "country", "LOWER(country)", "they differ only in case: expected U+00")]
    [TestCase("users", "email", "UPPER(email)", "email: they differ only in case.")]
    public async Task Values_of_a_row_that_look_alike_are_distinguished(string table, string column, string changed, string note)
    {
        var faulty = shop.Copy();
        var id = table is "orders" ? order : "17";
        var value = faulty.Value($"SELECT {column} FROM raw.{table} WHERE id = {id}");

        var check = await faulty
            .With($"UPDATE raw.{table} SET {column} = {changed} WHERE id = {id}")
            .CheckSentenceAsync($"raw {table} matches lake {table} row for row on id comparing {column}");

        check.Note.Should().Contain(string.Format(CultureInfo.InvariantCulture, note, id));
        if (column is "email")
            check.Note.Should().NotContain(value).And.NotContain("U+");
    }
}
