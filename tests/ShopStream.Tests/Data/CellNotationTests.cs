using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

/// <summary>Numbers and days in the cells of a language with a decimal comma.</summary>
[TestFixture, Category("Fast")]
public sealed class CellNotationTests
{
    [TestCase("decimal(12,2)", "10,00", "10.00")]
    [TestCase("decimal(12,2)", "-0,5", "-0.5")]
    [TestCase("decimal(12,2)", "10.00", "10.00", Description = "a point that can only be decimal")]
    [TestCase("decimal(12,4)", "0.125", "0.125", Description = "no thousands begin with 0")]
    [TestCase("decimal(12,4)", "1234.125", "1234.125")]
    [TestCase("decimal(12,4)", "1,234", "1.234", Description = "the language's own mark is decimal")]
    [TestCase("decimal(12,2)", "1 234 567,50", "1234567.50")]
    [TestCase("decimal(12,2)", "1\u202f234,50", "1234.50")]
    [TestCase("decimal(12,2)", "12 34", "12 34", Description = "no thousands: refused as a number afterwards")]
    [TestCase("int", "7", "7")]
    [TestCase("double", "2,5", "2.5")]
    [TestCase("date", "28/11/2025", "2025-11-28")]
    [TestCase("date", "05/06/2025", "2025-06-05")]
    [TestCase("date", "2025-11-28", "2025-11-28")]
    [TestCase("timestamp", "28/11/2025 23:59:59,5", "2025-11-28 23:59:59.5")]
    [TestCase("text", "10,00", "10,00")]
    [TestCase("text", "28/11/2025", "28/11/2025")]
    [TestCase("int", "null", "null")]
    public void Cell_is_read(string type, string cell, string point) => CellNotation.Comma.Read(ColumnType.Parse(type), cell).Should().Be(point);

    [TestCase("decimal(12,4)", "1.234", "a number that can be read in one way: 1234 or 1,234")]
    [TestCase("int", "-12.345.678", "a number that can be read in one way: -12345678")]
    [TestCase("decimal(12,2)", "1.234,50", "a number with one decimal comma and no other mark*")]
    [TestCase("decimal(12,2)", "1,234.50", "a number with one decimal comma and no other mark*")]
    [TestCase("decimal(12,2)", "1,234,567", "a number with one decimal comma and no other mark*")]
    [TestCase("date", "11/28/2025", "a day, a month and a year of four digits*")]
    [TestCase("date", "05/06/25", "a day, a month and a year of four digits*")]
    [TestCase("timestamp", "31/11/2025 00:00", "a day, a month and a year of four digits*")]
    public void Cell_with_two_meanings_or_none_is_refused(string type, string cell, string message) =>
        FluentActions.Invoking(() => CellNotation.Comma.Read(ColumnType.Parse(type), cell)).Should().Throw<FormatException>().WithMessage(message);

    [TestCase("decimal(12,2)", "-1234.50", "-1234,50")]
    [TestCase("date", "2025-11-28", "28/11/2025")]
    [TestCase("timestamp", "2025-11-28 23:59:59.5", "28/11/2025 23:59:59.5")]
    [TestCase("date", "infinity", "infinity")]
    [TestCase("text", "1.5", "1.5")]
    [TestCase("int", "null", "null")]
    public void Value_is_written_so_that_it_is_read_back(string type, string point, string cell)
    {
        CellNotation.Comma.Write(ColumnType.Parse(type), point).Should().Be(cell);
        CellNotation.Comma.Read(ColumnType.Parse(type), cell).Should().Be(point);
    }

    [Test]
    public void English_cells_are_as_they_are() => CellNotation.Point.Read(ColumnType.Parse("decimal(12,2)"), "10,00").Should().Be("10,00");
}
