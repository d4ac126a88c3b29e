using FluentAssertions;
using NUnit.Framework;
using Reqnroll;
using ShopStream.Features.Sentences;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class DataTablesTests
{
    private static readonly DataTable Columns = DataTables.From([
        ["name", "type"],
        ["id", "bigint"],
        ["email", ""],
    ]);

    [Test]
    public void First_row_names_the_columns()
    {
        Columns.Header.Should().Equal("name", "type");
        Columns.RowCount.Should().Be(2);
        Columns.Rows[0]["type"].Should().Be("bigint");
        Columns.Rows[1][0].Should().Be("email");
        Columns.Rows[1].Values.Should().Equal("email", "");
        Columns.Rows[1].TryGetValue("type", out var type).Should().BeTrue();
        type.Should().BeEmpty();
    }

    [Test]
    public void Column_is_found_by_its_exact_name_only()
    {
        Columns.ContainsColumn("Name").Should().BeFalse();
        Columns.Rows[0].ContainsKey("name").Should().BeTrue();
        Columns.Rows[0].TryGetValue("Name", out _).Should().BeFalse();
        Columns.Rows[0].Invoking(r => r.Cell("Name")).Should().Throw<FormatException>().WithMessage("the table has no column 'Name'; it has: name, type");
    }

    [Test]
    public void Header_with_a_missing_or_repeated_name_is_rejected()
    {
        FluentActions.Invoking(() => DataTables.From([])).Should().Throw<FormatException>().WithMessage("the table is empty*");
        FluentActions
            .Invoking(() =>
                DataTables.From([
                    ["a", " "],
                ])
            )
            .Should()
            .Throw<FormatException>()
            .WithMessage("a column of the table has no name*");
        FluentActions
            .Invoking(() =>
                DataTables.From([
                    ["a", "a"],
                ])
            )
            .Should()
            .Throw<FormatException>()
            .WithMessage("the column 'a' appears twice*");
    }
}
