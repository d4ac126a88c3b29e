using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reconciliation.ReconcilingItems;

[Category("Fast")]
public sealed class ItemsTextTests
{
    private const string Header = "check,key,amount,reason,owner,expires\n";

    [Test]
    public void Items_are_parsed_with_quotes_blank_lines_and_comments()
    {
        var items = ItemsText.Parse(
            $"\uFEFF{Header}\n# of November\nRevenue reaches the dashboard,order=17,-12.40,\"Refund, booked \"\"late\"\"\",finance,2026-12-31\r\n"
                + "\"a, b\",id=3,0,x,y,2027-01-01\n",
            "items.csv"
        );

        items
            .Should()
            .Equal(
                new ReconcilingItem(4, "Revenue reaches the dashboard", "order=17", -12.40m, "Refund, booked \"late\"", "finance", new(2026, 12, 31)),
                new ReconcilingItem(5, "a, b", "id=3", 0, "x", "y", new(2027, 1, 1))
            );
    }

    [TestCase(
        "a,order=17,-12.40,r,o",
        "items.csv:2: found 5 values, expected 6: check,key,amount,reason,owner,expires; put a value that contains a comma in double quotes"
    )]
    [TestCase("a,order=17,\"-12,40\",r,o,2026-12-31", "items.csv:2: the amount is '-12,40': expected actual minus expected, such as -12.40")]
    [TestCase("a,order=17,1,r,o,31.12.2026", "items.csv:2: expires is '31.12.2026': expected the last valid day as yyyy-MM-dd")]
    [TestCase("a,order=17,1,,o,2026-12-31", "items.csv:2: reason is empty: every value of an item is required")]
    [TestCase("\"a,order=17,1,r,o,2026-12-31", "items.csv:2: a double quote is not closed: expected one at the end of its value; double a quote inside quotes")]
    public void Invalid_item_line_is_reported_with_its_location(string line, string message) =>
        FluentActions.Invoking(() => ItemsText.Parse(Header + line, "items.csv")).Should().Throw<UsageException>().WithMessage(message);

    [Test]
    public void All_invalid_item_lines_are_reported_at_once() =>
        FluentActions
            .Invoking(() => ItemsText.Parse($"{Header}x\na,k,1,r,o,2026-01-01\na,k,2,r,o,2026-01-01\n", "items.csv"))
            .Should()
            .Throw<UsageException>()
            .Which.Message.Split('\n')
            .Should()
            .HaveCount(2)
            .And.Contain("items.csv:4: the key k of 'a' is already in line 3: expected one item with the total amount");

    [TestCase("")]
    [TestCase("check;key;amount;reason;owner;expires\n")]
    public void Wrong_header_is_rejected(string text) =>
        FluentActions
            .Invoking(() => ItemsText.Parse(text, "items.csv"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("items.csv:1: found '*', expected the header check,key,amount,reason,owner,expires");
}
