using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Tests.Reconciliation.RowComparison;

[Category("Fast")]
public sealed class RowComparisonTests
{
    private const long Ample = 1 << 26;

    [Test]
    public void Row_order_and_equal_duplicates_do_not_matter() =>
        Compare([("1", "a"), ("2", "b"), ("2", "b"), ("3", "c")], [("2", "b"), ("3", "c"), ("1", "a"), ("2", "b")]).Total.Should().Be(0);

    [Test]
    public void Each_kind_of_difference_is_counted_with_its_keys()
    {
        var found = Compare(
            [("extra", "x"), ("thrice", "x"), ("thrice", "x"), ("thrice", "x"), ("other", "y"), ("same", "s"), ("pair", "p")],
            [("lost", "x"), ("thrice", "x"), ("other", "x"), ("same", "s"), ("pair", "p"), ("pair", "p")]
        );
        found.Rows.Should().Equal(1, 1, 2, 1, 1);
        found.Shown.Select(k => string.Join(",", k.Select(b => CanonicalText.Of(b)[0]))).Should().Equal("lost", "extra", "thrice", "pair", "other");
    }

    [Test]
    public void Row_loaded_three_times_is_found() =>
        Compare([("1", "a"), ("1", "a"), ("1", "a")], [("1", "a")]).Rows[(int)RowDifference.MoreThanOnce].Should().Be(2);

    [Test]
    public void Swapped_values_are_two_differences() =>
        Compare([("1", "a"), ("2", "b")], [("1", "b"), ("2", "a")]).Rows[(int)RowDifference.Changed].Should().Be(2);

    [Test]
    public void Changed_rows_of_a_duplicate_key_are_found() => Compare([("1", "a"), ("1", "b")], [("1", "a"), ("1", "c")]).Total.Should().Be(1);

    [Test]
    public void Empty_string_is_not_null()
    {
        Compare([("1", "")], [("1", null)]).Rows[(int)RowDifference.Changed].Should().Be(1);
        Compare([("", "a")], [(null, "a")]).Rows.Should().Equal(1, 1, 0, 0, 0);
    }

    [Test]
    public void Null_keys_are_compared_and_counted()
    {
        using var comparison = new RowComparer(Ample, () => new MemoryStream());
        Write(comparison.Actual, [(null, "a"), ("1", "b")]);
        Write(comparison.Expected, [(null, "a"), ("1", "b")]);
        comparison.Compare(null, CancellationToken.None).Total.Should().Be(0);
        (comparison.Actual.KeysWithNull, comparison.Expected.KeysWithNull).Should().Be((1, 1));
    }

    [Test]
    public void Composite_text_keys_are_not_confused()
    {
        using var comparison = new RowComparer(Ample, () => new MemoryStream());
        WriteKeys(comparison.Actual, "a", "b|c");
        WriteKeys(comparison.Expected, "a|b", "c");
        comparison.Compare(null, CancellationToken.None).Rows.Should().Equal(1, 1, 0, 0, 0);
    }

    [Test]
    public void Rows_beyond_the_memory_budget_are_spilled_and_the_stream_is_disposed()
    {
        var streams = new List<MemoryStream>();
        var rows = Enumerable.Range(0, 20_000).Select(i => ((string?)$"key {i}", (string?)$"value {i}")).ToList();
        using (
            var comparison = new RowComparer(
                1 << 16,
                () =>
                {
                    var made = new MemoryStream();
                    streams.Add(made);
                    return made;
                }
            )
        )
        {
            Write(comparison.Actual, rows.Skip(5).Append(("key 100", "again")));
            Write(comparison.Expected, Enumerable.Reverse(rows).Skip(7));
            var found = comparison.Compare(null, CancellationToken.None);
            found.Rows.Should().Equal(5, 7, 1, 0, 0);
        }
        streams.Should().HaveCount(2).And.OnlyContain(s => !s.CanRead);
    }

    [TestCase(Ample)]
    [TestCase(1 << 14, Description = "a part of the keys at a time")]
    public void Every_key_may_differ(long budget)
    {
        using var comparison = new RowComparer(budget, () => new MemoryStream());
        Write(comparison.Actual, Enumerable.Range(0, 8_000).Select(i => ((string?)$"{i, 60}", (string?)"a")));
        Write(comparison.Expected, Enumerable.Range(0, 8_002).Select(i => ((string?)$"{i, 60}", (string?)(i < 3 ? "a" : "b"))));

        comparison.Compare(null, CancellationToken.None).Rows.Should().Equal(2, 0, 0, 0, 7_997);
    }

    [Test]
    public void Small_tables_take_little_memory()
    {
        var rows = Enumerable.Range(0, 500).Select(i => ((string?)$"key {i}", (string?)$"value {i}")).ToList();
        using var comparison = new RowComparer(Ample, () => new MemoryStream());
        var before = GC.GetAllocatedBytesForCurrentThread();

        Write(comparison.Actual, rows);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 19, "500 keys are 16 kB");
    }

    [Test]
    public void Comparison_stops_after_a_number_of_differences()
    {
        var found = Compare(
            [.. Enumerable.Range(0, 1000).Select(i => ($"{i}", (string?)"a"))],
            [.. Enumerable.Range(0, 1000).Select(i => ($"{i}", (string?)"b"))],
            stopAfter: 7
        );
        found.Total.Should().Be(7);
        found.AtLeast.Should().BeTrue();
    }

    [Test]
    public void Differences_of_all_kinds_count_for_the_limit()
    {
        var found = Compare(
            [.. Enumerable.Range(0, 5).Select(i => ($"{i}", (string?)"a"))],
            [.. Enumerable.Range(5, 5).Select(i => ($"{i}", (string?)"a"))],
            7
        );
        (found.Total, found.AtLeast).Should().Be((7, true));
        Compare([("1", "a")], [("1", "b")], stopAfter: 2).AtLeast.Should().BeFalse();
    }

    [Test]
    public void Comparison_can_be_cancelled()
    {
        using var comparison = new RowComparer(Ample, () => new MemoryStream());
        Write(comparison.Actual, [("1", "a")]);
        var comparing = () => comparison.Compare(null, new CancellationToken(canceled: true));
        comparing.Should().Throw<OperationCanceledException>();
    }

    [Test]
    public void Ten_smallest_keys_are_shown()
    {
        var found = Compare([], [.. Enumerable.Range(10, 90).Reverse().Select(i => ($"{i}", (string?)"a"))]);
        found.Shown[(int)RowDifference.Missing].Select(k => CanonicalText.Of(k)[0]).Should().Equal(Enumerable.Range(10, 10).Select(i => $"{i}"));
    }

    [Test]
    public void Result_equals_a_naive_comparison_and_is_mirrored_for_swapped_sides([Range(1, 50)] int seed)
    {
        var random = new Random(seed);
        List<(string?, string?)> Some() => [.. Enumerable.Range(0, random.Next(60)).Select(_ => ((string?)$"{random.Next(20)}", (string?)$"{random.Next(2)}"))];
        var (left, right) = (Some(), Some());
        var found = Compare(left, right).Rows;
        Compare(right, left).Rows.Should().Equal(found[1], found[0], found[3], found[2], found[4]);
        found.Should().Equal(Plain(left, right));
    }

    private static long[] Plain(List<(string? Key, string? Value)> actual, List<(string? Key, string? Value)> expected)
    {
        var counts = new long[5];
        foreach (var key in actual.Concat(expected).Select(r => r.Key).Distinct(StringComparer.Ordinal))
        {
            var a = actual.Where(r => string.Equals(r.Key, key, StringComparison.Ordinal)).Select(r => r.Value).Order(StringComparer.Ordinal).ToList();
            var e = expected.Where(r => string.Equals(r.Key, key, StringComparison.Ordinal)).Select(r => r.Value).Order(StringComparer.Ordinal).ToList();
            if (a.Count == 0)
                counts[0] += e.Count;
            else if (e.Count == 0)
                counts[1] += a.Count;
            else if (a.Count > e.Count)
                counts[2] += a.Count - e.Count;
            else if (a.Count < e.Count)
                counts[3] += e.Count - a.Count;
            else if (!a.SequenceEqual(e, StringComparer.Ordinal))
                counts[4]++;
        }
        return counts;
    }

    private static RowsCompared Compare(IReadOnlyList<(string?, string?)> actual, IReadOnlyList<(string?, string?)> expected, long? stopAfter = null)
    {
        using var comparison = new RowComparer(Ample, () => new MemoryStream());
        Write(comparison.Actual, actual);
        Write(comparison.Expected, expected);
        return comparison.Compare(stopAfter, CancellationToken.None);
    }

    private static void Write(IRowSink side, IEnumerable<(string? Key, string? Value)> rows)
    {
        var row = new CanonicalRow(side, 1);
        foreach (var (key, value) in rows)
        {
            Text(row, key);
            Text(row, value);
            row.End();
        }
    }

    private static void WriteKeys(IRowSink side, string first, string second)
    {
        var row = new CanonicalRow(side, 2);
        Text(row, first);
        Text(row, second);
        row.End();
    }

    private static void Text(CanonicalRow row, string? text)
    {
        if (text is null)
            row.Null();
        else
            row.Text(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
