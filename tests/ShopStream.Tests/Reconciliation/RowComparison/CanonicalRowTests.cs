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
        Bytes(r => r.Exact(150, 2)).Should().Equal(Bytes(r => r.Exact(15, 1))).And.Equal(Bytes(r => r.Exact((Int128)1500, 3))).And.Equal(Bytes(r => r.Exact("1.50000000000000000000000000000000000000000000")));
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
