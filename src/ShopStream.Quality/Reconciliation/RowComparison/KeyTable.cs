using System.Runtime.InteropServices;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>
/// Hash table of the rows of both sides by key. Keeps row count and hash sum per key, so that memory depends on the number of keys, not of rows.
/// </summary>
internal sealed class KeyTable
{
    private int[] buckets = new int[1024];
    private Entry[] entries = new Entry[512];
    private byte[] keys = new byte[1 << 14];
    private int count;
    private int used;

    public ReadOnlySpan<Entry> Entries => entries.AsSpan(0, count);

    public ReadOnlySpan<byte> KeyOf(in Entry entry) => keys.AsSpan(entry.KeyStart, entry.KeyLength);

    public void Clear()
    {
        Array.Clear(buckets);
        (count, used) = (0, 0);
    }

    public ref Entry At(ulong keyHash, ReadOnlySpan<byte> key)
    {
        ref var bucket = ref buckets[keyHash & (ulong)(buckets.Length - 1)];
        for (var i = bucket - 1; i >= 0; i = entries[i].Next)
        {
            if (entries[i].KeyHash == keyHash && KeyOf(entries[i]).SequenceEqual(key))
                return ref entries[i];
        }
        if (count == entries.Length)
        {
            Grow();
            bucket = ref buckets[keyHash & (ulong)(buckets.Length - 1)];
        }
        if (keys.Length - used < key.Length)
            Array.Resize(ref keys, (int)Math.Min(Array.MaxLength, Math.Max(keys.Length * 2L, used + (long)key.Length)));
        key.CopyTo(keys.AsSpan(used));
        entries[count] = new Entry
        {
            KeyHash = keyHash,
            KeyStart = used,
            KeyLength = key.Length,
            Next = bucket - 1,
        };
        used += key.Length;
        bucket = ++count;
        return ref entries[count - 1];
    }

    private void Grow()
    {
        Array.Resize(ref entries, entries.Length * 2);
        buckets = new int[buckets.Length * 2];
        for (var i = 0; i < count; i++)
        {
            ref var bucket = ref buckets[entries[i].KeyHash & (ulong)(buckets.Length - 1)];
            entries[i].Next = bucket - 1;
            bucket = i + 1;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    internal struct Entry
    {
        public ulong KeyHash;
        public int KeyStart;
        public int KeyLength;
        public int Next;
        public long Actual;
        public ulong ActualSum;
        public long Expected;
        public ulong ExpectedSum;
    }
}
