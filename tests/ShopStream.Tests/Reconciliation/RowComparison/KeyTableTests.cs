using System.Globalization;
using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Tests.Reconciliation.RowComparison;

/// <summary>The table finds every key again, however many there are and whatever their hashes and lengths.</summary>
[Category("Fast")]
public sealed class KeyTableTests
{
    [TestCase(512, 8, Description = "as many as there is room for")]
    [TestCase(513, 8)]
    [TestCase(5_000, 8)]
    [TestCase(5_000, 60)]
    public void Keys_are_found_after_the_table_has_grown(int keys, int length)
    {
        var table = new KeyTable();

        for (var round = 1; round <= 2; round++)
        {
            for (var i = 0; i < keys; i++)
                table.At(Hash(i), Key(i, length)).Actual += i;
        }

        table.Entries.Length.Should().Be(keys);
        for (var i = 0; i < keys; i++)
        {
            if (table.Entries[i].Actual != 2L * i || !table.KeyOf(table.Entries[i]).SequenceEqual(Key(i, length)))
                Assert.Fail($"key {i} has {table.Entries[i].Actual}");
        }
    }

    [Test]
    public void Key_longer_than_the_room_for_keys_is_kept()
    {
        var table = new KeyTable();
        table.At(1, Key(1, 10)).Actual = 1;
        table.At(2, Key(2, 100_000)).Actual = 2;
        table.At(1, Key(1, 10)).Actual += 10;
        table.At(2, Key(2, 100_000)).Actual += 10;

        table.Entries.ToArray().Select(e => (e.KeyLength, e.Actual)).Should().Equal((10, 11), (100_000, 12));
    }

    [Test]
    public void Keys_with_the_same_hash_are_kept_apart()
    {
        var table = new KeyTable();
        table.At(7, "a"u8).Actual = 1;
        table.At(7, "b"u8).Actual = 2;
        table.At(7, "a"u8).Expected = 3;
        table.At(8, "a"u8).Expected = 4;

        table.Entries.ToArray().Select(e => (e.Actual, e.Expected)).Should().Equal((1, 3), (2, 0), (0, 4));
    }

    [Test]
    public void Cleared_table_has_no_keys()
    {
        var table = new KeyTable();
        table.At(7, "a"u8).Actual = 1;

        table.Clear();

        table.Entries.Length.Should().Be(0);
        table.At(7, "a"u8).Actual.Should().Be(0);
        table.KeyOf(table.Entries[0]).ToArray().Should().Equal("a"u8.ToArray());
    }

    // Every third key shares its hash with the one before.
    private static ulong Hash(int key) => (ulong)(key % 3 == 2 ? key - 1 : key) * 0x9E3779B97F4A7C15;

    private static byte[] Key(int key, int length) => Encoding.ASCII.GetBytes(key.ToString(CultureInfo.InvariantCulture).PadLeft(length));
}
