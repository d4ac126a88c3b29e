using System.Globalization;
using System.Text;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Execution;

[Category("Fast")]
public sealed class MergedValuesTests
{
    // Characters such as U+FF21 sort after surrogates by UTF-16 code units, but before supplementary characters by UTF-8 bytes.
    private static readonly string[] Letters = ["a", "b", "Z", "é", "日", "\uFB01", "\uFFE6", "\U0001F600", "\U0001F601", "\U00010000", " ", ""];

    [FsCheck.NUnit.Property(MaxTest = 400)]
    public Property Missing_values_are_the_set_difference()
    {
        var text = Gen.ListOf(Gen.Elements(Letters)).Select(string.Concat);
        var texts = Gen.ListOf(text)
            .Select(t =>
                t.Distinct(StringComparer.Ordinal).OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).ToList()
            );
        return Prop.ForAll(
            texts.ToArbitrary(),
            texts.ToArbitrary(),
            (child, parent) =>
            {
                var measurement = MergedValues.MissingAsync(Stream(child), Stream(parent), CancellationToken.None).GetAwaiter().GetResult();
                var expected = child.Except(parent, StringComparer.Ordinal).ToList();
                measurement.Rows[0].Should().Equal(expected.Count.ToString(CultureInfo.InvariantCulture));
                measurement.Rows.Skip(1).Select(r => r[0]).Should().Equal(expected.Take(Sample.Limit));
            }
        );
    }

    [FsCheck.NUnit.Property(MaxTest = 400)]
    public Property Text_is_ordered_by_UTF8_bytes()
    {
        var text = Gen.ListOf(Gen.Elements(Letters)).Select(string.Concat).ToArbitrary();
        return Prop.ForAll(
            text,
            text,
            (a, b) => Math.Sign(MergedValues.ByBytes(a, b)) == Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)))
        );
    }

    private static async IAsyncEnumerable<string> Stream(IEnumerable<string> values)
    {
        await Task.CompletedTask;
        foreach (var value in values)
            yield return value;
    }
}
