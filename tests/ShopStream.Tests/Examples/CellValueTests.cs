using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Examples;

/// <summary>Cells of rows are read by the types of their columns, exactly.</summary>
[TestFixture, Category("Fast")]
public sealed class CellValueTests
{
    [TestCase("int", "5", "5")]
    [TestCase("bigint", "9223372036854775807", "9223372036854775807")]
    [TestCase("decimal(10,2)", "10", "10")]
    [TestCase("decimal(10,2)", "-0.10", "-0.1")]
    [TestCase("decimal(38,2)", "123456789012345678901234567890.12", "123456789012345678901234567890.12")]
    [TestCase("decimal", "0.0000000001", "0.0000000001")]
    [TestCase("double", "0.1", "0.1")]
    [TestCase("date", "2025-11-28", "2025-11-28")]
    [TestCase("timestamp", "2025-11-28", "2025-11-28 00:00:00")]
    [TestCase("timestamp", "2025-11-28 23:59:59.999999", "2025-11-28 23:59:59.999999")]
    [TestCase("timestamptz", "2025-11-28 01:00:00+01:00", "2025-11-28 00:00:00+00")]
    [TestCase("time", "12:30", "12:30:00")]
    [TestCase("boolean", "True", "true")]
    [TestCase("text", "", "")]
    [TestCase("text", "\"\"", "")]
    [TestCase("text", "\" Ann \"", " Ann ")]
    [TestCase("text", "\"null\"", "null")]
    [TestCase("text", "\"a \"\"b\"\"\"", "a \"b\"")]
    [TestCase("text", "5\" screen", "5\" screen")]
    [TestCase("varchar(3)", "été", "été")]
    [TestCase("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [TestCase("jsonb", "[1, 2]", "[1, 2]")]
    public void Cell_is_a_value_of_its_type(string type, string cell, string text) => CellValue.Read(ColumnType.Parse(type), cell).Text.Should().Be(text);

    [TestCase("int")]
    [TestCase("text")]
    [TestCase("jsonb")]
    [TestCase("date")]
    public void The_word_null_is_no_value(string type) => CellValue.Read(ColumnType.Parse(type), "null").Should().Be(CellValue.Nothing);

    [TestCase("int", "1.5", "a whole number")]
    [TestCase("int", "2147483648", "a whole number from -2147483648 to 2147483647")]
    [TestCase("smallint", "-32769", "a whole number from -32768 to 32767")]
    [TestCase("int", "1,000", "a number without a thousands separator*")]
    [TestCase("int", "", "a value, or null for no value*")]
    [TestCase("decimal(10,2)", "1.001", "a number with at most 2 decimals*")]
    [TestCase("decimal(10,2)", "100000000", "a number below 1e8*")]
    [TestCase("decimal(10,2)", "NULL", "a number*")]
    [TestCase("date", "2025-11-28 10:00:00", "a date without a time*")]
    [TestCase("date", "2025-02-30", "a date*")]
    [TestCase("timestamp", "2025-11-28 10:00:00+01:00", "*without a time zone")]
    [TestCase("boolean", "yes", "true or false")]
    [TestCase("varchar(3)", "FRAN", "a text of at most 3 characters; this one has 4")]
    [TestCase("uuid", "x", "a uuid*")]
    [TestCase("jsonb", "", "JSON*")]
    [TestCase("jsonb", "{a}", "JSON*")]
    public void Cell_that_does_not_fit_is_refused(string type, string cell, string expected) =>
        FluentActions.Invoking(() => CellValue.Read(ColumnType.Parse(type), cell)).Should().Throw<FormatException>().WithMessage(expected);

    [TestCase("decimal(10,2)", "1.5", "1.50")]
    [TestCase("double", "-0.0", "0")]
    [TestCase("timestamp", "2025-11-28 10:00", "2025-11-28 10:00:00")]
    [TestCase("jsonb", """{"a": 1.0, "b": [true]}""", """{"b":[true],"a":1}""")]
    public void Equal_values_have_the_same_canonical_text(string type, string cell, string measured) =>
        CellValue.Read(ColumnType.Parse(type), cell).Canonical.Should().Be(CellValue.OfMeasured(ColumnType.Parse(type), measured).Canonical);

    [TestCase("text", "")]
    [TestCase("text", "null")]
    [TestCase("text", " a")]
    [TestCase("text", "\"a\"")]
    [TestCase("text", "a\"b")]
    [TestCase("int", "5")]
    [TestCase("text", null)]
    public void Value_that_is_written_is_read_back(string type, string? text) =>
        CellValue.Read(ColumnType.Parse(type), CellValue.Write(ColumnType.Parse(type), text)).Text.Should().Be(text);
}
