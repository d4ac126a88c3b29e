using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Tests.Reconciliation.RowComparison;

[Category("Fast")]
public sealed class CanonicalRowTests
{
    [Test]
    public void Exact_numbers_are_equal_by_value_whatever_their_scale()
    {
        Bytes(r => r.Exact(150, 2))
            .Should()
            .Equal(Bytes(r => r.Exact(15, 1)))
            .And.Equal(Bytes(r => r.Exact((Int128)1500, 3)))
            .And.Equal(Bytes(r => r.Exact("1.50000000000000000000000000000000000000000000")));
        Bytes(r => r.Exact(5)).Should().Equal(Bytes(r => r.Exact(500, 2)));
        Bytes(r => r.Exact(0, 2)).Should().Equal(Bytes(r => r.Exact(0)));
        Bytes(r => r.Exact(5)).Should().NotEqual(Bytes(r => r.Exact(-5))).And.NotEqual(Bytes(r => r.Exact(50)));
        Bytes(r => r.Exact(Int128.MaxValue)).Should().Equal(Bytes(r => r.Exact("170141183460469231731687303715884105727")));
    }

    [Test]
    public void Json_is_equal_by_value()
    {
        Json("""{"b": [1.10, 2e2], "a": "é"}""").Should().Equal(Json("""{"a":"\u00e9","b":[1.1,200]}"""));
        Json("[1,2]").Should().NotEqual(Json("[2,1]"));
        Json("\"1\"").Should().NotEqual(Json("1"));
        Json("null").Should().NotEqual(Bytes(r => r.Null()));
    }

    [Test]
    public void Minus_zero_equals_zero_and_NaN_equals_NaN()
    {
        Bytes(r => r.Float(-0.0)).Should().Equal(Bytes(r => r.Float(0)));
        Bytes(r => r.Float(double.NaN)).Should().Equal(Bytes(r => r.Float(BitConverter.Int64BitsToDouble(0x7FF8000000000001))));
    }

    [Test]
    public void Cells_are_decoded_as_text()
    {
        var row = Bytes(r =>
        {
            r.Exact(-1050, 2);
            r.Exact(-5, 2);
            r.Null();
            r.Text("a, b"u8);
            r.Moment(1_768_471_200_000_001);
            r.Time(3_600_000_000);
            r.Boolean(true);
        });
        CanonicalText.Of(row).Should().Equal("-10.5", "-0.05", null, "a, b", "2026-01-15 10:00:00.000001", "01:00:00", "true");
    }

    [TestCase("0", "0")]
    [TestCase("0.000", "0")]
    [TestCase("-7", "-7")]
    [TestCase("100", "100")]
    [TestCase("100.00", "100")]
    [TestCase("0.001", "0.001")]
    [TestCase(".5", "0.5")]
    [TestCase("-12.340", "-12.34")]
    [TestCase("9223372036854775807", "9223372036854775807")]
    [TestCase("9223372036854775808", "9223372036854775808")]
    [TestCase("-9223372036854775809.5", "-9223372036854775809.5")]
    [TestCase("0.00000000000000000001", "0.00000000000000000001")]
    [TestCase("99999999999999999999999999999999999999999999.10", "99999999999999999999999999999999999999999999.1")]
    [TestCase("-9223372036854775808", "-9223372036854775808")]
    [TestCase("NaN", "NaN")]
    [TestCase("Infinity", "Infinity")]
    public void Exact_number_is_decoded_without_trailing_zeros(string digits, string text) =>
        CanonicalText.Of(Bytes(r => r.Exact(digits))).Should().Equal(text);

    [TestCase(0, "1970-01-01 00:00:00")]
    [TestCase(-1, "1969-12-31 23:59:59.999999")]
    [TestCase(951_782_400_000_000, "2000-02-29 00:00:00")]
    [TestCase(951_868_800_000_000, "2000-03-01 00:00:00")]
    [TestCase(4_107_542_400_000_000, "2100-03-01 00:00:00")]
    [TestCase(-62_135_596_800_000_000, "0001-01-01 00:00:00")]
    [TestCase(-62_135_683_200_000_000, "0001-12-31 00:00:00 BC")]
    [TestCase(-62_167_219_200_000_000, "0001-01-01 00:00:00 BC")]
    [TestCase(-62_167_305_600_000_000, "0002-12-31 00:00:00 BC")]
    [TestCase(253_402_300_800_000_000, "10000-01-01 00:00:00")]
    [TestCase(1_735_689_599_500_000, "2024-12-31 23:59:59.5")]
    [TestCase(long.MaxValue, "infinity")]
    [TestCase(long.MinValue, "-infinity")]
    public void Moment_is_decoded_in_the_calendar(long microseconds, string text) => CanonicalText.Of(Bytes(r => r.Moment(microseconds))).Should().Equal(text);

    [TestCase(255)]
    [TestCase(256)]
    [TestCase(511)]
    [TestCase(600)]
    public void Number_of_any_scale_is_decoded(int scale)
    {
        var text = "0." + new string('0', scale - 1) + "5";
        CanonicalText.Of(Bytes(r => r.Exact(text))).Should().Equal(text);
        Bytes(r => r.Exact(text)).Should().Equal(Bytes(r => r.Exact(text + "0")));
    }

    [TestCase(0, "00:00:00")]
    [TestCase(86_399_999_999, "23:59:59.999999")]
    [TestCase(86_400_000_000, "24:00:00")]
    public void Time_is_decoded(long microseconds, string text) => CanonicalText.Of(Bytes(r => r.Time(microseconds))).Should().Equal(text);

    [Test]
    public void Other_values_are_decoded()
    {
        CanonicalText.Of(Bytes(r => r.Float(-0.25))).Should().Equal("-0.25");
        CanonicalText.Of(Bytes(r => r.Boolean(false))).Should().Equal("false");
        CanonicalText.Of(Bytes(r => r.Json("[1, 2]"u8))).Should().Equal("[1,2]");
    }

    [TestCase("0", "-0.0", true)]
    [TestCase("0", "0e5", true)]
    [TestCase("1", "-1", false)]
    [TestCase("10", "1e1", true)]
    [TestCase("10", "1E+1", true)]
    [TestCase("0.1", "1e-1", true)]
    [TestCase("0.1", "0.10", true)]
    [TestCase("0.1", "0.01", false)]
    [TestCase("1.5e3", "1500", true)]
    [TestCase("-1.5e-3", "-0.0015", true)]
    [TestCase("100", "1", false)]
    [TestCase("12", "1.2", false)]
    [TestCase("{\"a\":1,\"a\":2}", "{\"a\":2}", true)]
    [TestCase("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true)]
    [TestCase("{\"a\":[true]}", "{\"a\":[false]}", false)]
    [TestCase("100.50", "1005e-1", true)]
    [TestCase("-0.050", "-5e-2", true)]
    [TestCase("1500.00", "15e2", true)]
    [TestCase("10", "100", false)]
    [TestCase("1.5", "15", false)]
    [TestCase("{\"b\":{\"y\":1,\"x\":[]},\"a\":2,\"b\":{\"x\":[ ],\"y\":1.0}}", "{\"a\":2,\"b\":{\"x\":[],\"y\":1}}", true)]
    [TestCase("{\"a\":{\"b\":1}}", "{\"a\":{},\"b\":1}", false)]
    [TestCase("\"\\u0041\\/\\u00e9\\u2028\"", "\"A/é\u2028\"", true)]
    [TestCase("\"\\ud83d\\ude00\"", "\"😀\"", true)]
    [TestCase("\"\\u000a\"", "\"\\n\"", true)]
    [TestCase("\"\\\\n\"", "\"\\n\"", false)]
    [TestCase("\"a\\\"\"", "\"a\"", false)]
    [TestCase("{\"\\u0061\":1}", "{\"a\":1}", true)]
    [TestCase("{\"bb\":1,\"a\":2}", "{\"a\":2,\"bb\":1}", true)]
    [TestCase("null", "\"null\"", false)]
    public void Json_values_are_compared_by_value(string a, string b, bool equal) => Json(a).SequenceEqual(Json(b)).Should().Be(equal);

    [Test]
    public void Key_ends_after_its_cells_and_remembers_null()
    {
        var sink = new KeyedRows();
        var row = new CanonicalRow(sink, 2);
        row.Boolean(true);
        row.Null();
        row.Text("x"u8);
        row.End();
        row.Boolean(true);
        row.Boolean(true);
        row.Null();
        row.Text(new byte[5000]);
        row.End();

        sink.All.Should().Equal((9, 3, true), (5010, 4, false));
    }

    private sealed class KeyedRows : IRowSink
    {
        public List<(int Length, int Key, bool HasNull)> All { get; } = [];

        public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull) => All.Add((row.Length, keyLength, keyHasNull));
    }

    private static byte[] Json(string text) => Bytes(r => r.Json(Encoding.UTF8.GetBytes(text)));

    private static byte[] Bytes(Action<CanonicalRow> write)
    {
        var sink = new Rows();
        var row = new CanonicalRow(sink, 1);
        write(row);
        row.End();
        return sink.All.Single();
    }
}

/// <summary>Records the bytes of every row.</summary>
internal sealed class Rows : IRowSink
{
    public List<byte[]> All { get; } = [];

    public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull) => All.Add(row.ToArray());
}
