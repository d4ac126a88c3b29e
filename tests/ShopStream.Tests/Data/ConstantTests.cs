using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class ConstantTests
{
    [TestCase("int", "15e-1", "1.5")]
    [TestCase("int", "1e3", "1000")]
    [TestCase("int", "+5", "5")]
    [TestCase("decimal(10,2)", ".5", "0.5")]
    [TestCase("decimal(10,2)", "5.", "5")]
    [TestCase("bigint", "-0", "0")]
    [TestCase("decimal(38,10)", "0.00000000000000000000000000000000000000000000000001", "0.00000000000000000000000000000000000000000000000001")]
    [TestCase("decimal", "123456789012345678901234567890123456789012345678901234567890.5", "123456789012345678901234567890123456789012345678901234567890.5")]
    public void Number_is_read_with_all_its_digits(string type, string text, string value) =>
        Constant.Parse(ColumnType.Parse(type), text).Should().Be(new NumberConstant(ExactNumber.Parse(value)));

    [TestCase("int", "")]
    [TestCase("int", " 5")]
    [TestCase("int", "5\n")]
    [TestCase("int", "1_000")]
    [TestCase("int", "1,000")]
    [TestCase("int", "0x10")]
    [TestCase("int", "NaN")]
    [TestCase("int", "infinity")]
    [TestCase("int", "null")]
    [TestCase("int", "true")]
    [TestCase("int", ".")]
    [TestCase("int", "1e")]
    [TestCase("int", "e5")]
    [TestCase("int", "1e99999")]
    [TestCase("int", "--5")]
    [TestCase("int", "٣")]
    [TestCase("int", "1/2")]
    [TestCase("int", "2025-11-28")]
    [TestCase("decimal(10,2)", "1.2.3")]
    [TestCase("decimal(10,2)", "1,5")]
    [TestCase("real", "1e39")]
    [TestCase("real", "1e-60")]
    [TestCase("double", "1e309")]
    [TestCase("double", "1e-400")]
    [TestCase("double", "0x1p3")]
    [TestCase("double", "inf inity")]
    [TestCase("boolean", "1")]
    [TestCase("boolean", "t")]
    [TestCase("boolean", "yes")]
    [TestCase("boolean", "")]
    [TestCase("date", "28/11/2025")]
    [TestCase("date", "2025-02-30")]
    [TestCase("date", "2025-11-28 12:00+01")]
    [TestCase("date", "today")]
    [TestCase("date", "20251128")]
    [TestCase("date", "2025-1-2")]
    [TestCase("timestamp", "2025-11-28 12:00:00Z")]
    [TestCase("timestamp", "2025-11-28 25:00")]
    [TestCase("timestamp", "2025-11-28 12:00:00.1234567")]
    [TestCase("timestamp", "now")]
    [TestCase("timestamp", "2025-11-28 12")]
    [TestCase("timestamptz", "2025-11-28 12:00 Europe/Paris")]
    [TestCase("timestamptz", "2025-11-28 12:00+16")]
    [TestCase("timestamptz", "0001-01-01 00:00+01")]
    [TestCase("time", "24:00")]
    [TestCase("time", "12:00:00.")]
    [TestCase("time", "12h")]
    [TestCase("json", "{}")]
    [TestCase("uuid", "a0eebc99")]
    public void Text_that_is_not_a_value_of_the_type_is_refused(string type, string text)
    {
        FluentActions.Invoking(() => Constant.Parse(ColumnType.Parse(type), text)).Should().Throw<FormatException>();
        Constant.TryParse(ColumnType.Parse(type), text).Should().BeNull();
    }

    [TestCase("text", "1.5")]
    [TestCase("varchar(5)", "")]
    [TestCase("char(5)", "a ")]
    [TestCase("citext", "A")]
    [TestCase("mood", "sad")]
    [TestCase("interval", "30 days")]
    public void Text_is_any_text(string type, string text) => Constant.Parse(ColumnType.Parse(type), text).Should().Be(new TextConstant(text));

    [Test]
    public void Float_is_the_nearest_value_of_the_type()
    {
        Constant.Parse(ColumnType.Parse("real"), "0.1").Should().Be(new FloatConstant(0.1f, IsSingle: true));
        Constant.Parse(ColumnType.Parse("double"), "0.1").Should().Be(new FloatConstant(0.1, IsSingle: false));
        Constant.Parse(ColumnType.Parse("real"), "nan").Should().Be(new FloatConstant(double.NaN, IsSingle: true));
        Constant.Parse(ColumnType.Parse("double"), "-Infinity").Should().Be(new FloatConstant(double.NegativeInfinity, IsSingle: false));
    }

    [Test]
    public void Uuid_is_read_in_any_case() =>
        Constant.Parse(ColumnType.Parse("uuid"), "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11").Should().Be(new TextConstant("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));

    [TestCase("date", "2025-11-28", "2025-11-28T00:00:00")]
    [TestCase("date", "2025-11-28 12:00", "2025-11-28T12:00:00")]
    [TestCase("timestamp", "2025-11-28T12:00:00.000001", "2025-11-28T12:00:00.000001")]
    [TestCase("timestamptz", "2025-11-28 12:00:00+01", "2025-11-28T11:00:00")]
    [TestCase("timestamptz", "2025-11-28 00:30-0130", "2025-11-28T02:00:00")]
    [TestCase("timestamptz", "2025-11-28T00:30:00Z", "2025-11-28T00:30:00")]
    public void Moment_is_a_date_or_a_timestamp(string type, string text, string value) =>
        Constant
            .Parse(ColumnType.Parse(type), text)
            .Should()
            .Be(new MomentConstant(DateTime.Parse(value, System.Globalization.CultureInfo.InvariantCulture), type, 0));

    [Test]
    public void Constant_without_a_known_type_is_not_read() => Constant.TryParse(ColumnType.Unknown, "5").Should().BeNull();
}
