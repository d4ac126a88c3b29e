using System.Buffers;
using System.Buffers.Binary;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>
/// The rows of one side, partitioned by the hash of their key. Keeps only the hash and the key of each row, and spills them to a stream
/// beyond the memory budget.
/// </summary>
/// <param name="budget">Maximum size in memory, in bytes.</param>
/// <param name="spill">Creates an empty stream that supports writing, seeking and reading.</param>
/// <param name="keepsRows">Whether whole rows are kept instead of their keys; default: false.</param>
internal sealed class RowSide(long budget, Func<Stream> spill, bool keepsRows = false) : IRowSink, IDisposable
{
    public const int Partitions = 256;
    private const int Head = 12;

    // Chunks are slices of slabs. Both grow with the rows: most comparisons are of small tables, and large ones are to have few slabs, on the
    // large object heap, which the garbage collector does not move. Slabs of full size are reused after spilling.
    private const int FirstChunkSize = 1 << 8;
    private const int ChunkSize = 1 << 14;
    private const int FirstSlabSize = 1 << 16;
    private const int SlabSize = 1 << 20;

    private readonly List<byte[]> slabs = [];
    private int slabsInUse;
    private readonly Partition[] partitions = [.. Enumerable.Range(0, Partitions).Select(_ => new Partition())];
    private long held;
    private byte[] slab = [];
    private int slabUsed;
    private Stream? spilled;

    public long Rows { get; private set; }

    public long KeysWithNull { get; private set; }

    public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull)
    {
        Rows++;
        if (keyHasNull)
            KeysWithNull++;
        var key = row[..keyLength];
        // The partition depends only on the key, the sum on the whole row.
        var partition = partitions[RowHash.Of(key) >> 56];
        var hash = RowHash.Of(row);
        partition.Rows++;
        // SUM, not XOR: under XOR a row loaded three times looks like one loaded once.
        partition.Sum = unchecked(partition.Sum + hash);
        var kept = keepsRows ? row : key;
        var size = Head + kept.Length;
        if (partition.End - partition.Used < size)
            NextChunk(partition, size);
        var target = partition.Slab.AsSpan(partition.Used, size);
        BinaryPrimitives.WriteUInt64LittleEndian(target, hash);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], kept.Length);
        kept.CopyTo(target[Head..]);
        partition.Used += size;
        partition.Bytes += size;
    }

    /// <summary>Whether both sides have the same row count and hash sum in a partition.</summary>
    public bool Agrees(RowSide other, int partition) =>
        partitions[partition].Rows == other.partitions[partition].Rows && partitions[partition].Sum == other.partitions[partition].Sum;

    public long BytesOf(int partition) => partitions[partition].Bytes;

    /// <summary>Visits the hash of every row in a partition, and its key or what is kept instead.</summary>
    public void Visit(int partition, RowVisitor visit)
    {
        var part = partitions[partition];
        foreach (var (offset, length) in part.Spilled)
        {
            var piece = ArrayPool<byte>.Shared.Rent(length);
            var bytes = piece.AsSpan(0, length);
            lock (partitions)
            {
                spilled!.Position = offset;
                spilled.ReadExactly(bytes);
            }
            Visit(bytes, visit);
            ArrayPool<byte>.Shared.Return(piece);
        }
        foreach (var chunk in part.Full)
            Visit(chunk.Span, visit);
        Visit(part.Open.Span, visit);
    }

    public void Dispose() => spilled?.Dispose();

    private static void Visit(ReadOnlySpan<byte> bytes, RowVisitor visit)
    {
        while (!bytes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
            visit(BinaryPrimitives.ReadUInt64LittleEndian(bytes), bytes.Slice(Head, length));
            bytes = bytes[(Head + length)..];
        }
    }

    private void NextChunk(Partition partition, int size)
    {
        if (partition.Used > partition.Start)
            partition.Full.Add(partition.Open);
        var length = Math.Max(size, (int)Math.Clamp(partition.Bytes, FirstChunkSize, ChunkSize));
        if (held + length > budget)
            Spill();
        if (slab.Length - slabUsed < length)
            (slab, slabUsed) = (NextSlab(length), 0);
        (partition.Slab, partition.Start, partition.Used, partition.End) = (slab, slabUsed, slabUsed, slabUsed + length);
        slabUsed += length;
        held += length;
    }

    private void Spill()
    {
        spilled ??= spill();
        foreach (var partition in partitions)
        {
            if (partition.Used > partition.Start && (partition.Full.Count == 0 || !partition.Full[^1].Equals(partition.Open)))
                partition.Full.Add(partition.Open);
            if (partition.Full.Count == 0)
                continue;
            var offset = spilled.Position;
            foreach (var chunk in partition.Full)
                spilled.Write(chunk.Span);
            // A spilled piece is read back as a whole; at this size there are few pieces, and each fits into memory.
            partition.Spilled.Add((offset, (int)(spilled.Position - offset)));
            partition.Full.Clear();
            (partition.Slab, partition.Start, partition.Used, partition.End) = ([], 0, 0, 0);
        }
        // Oversized slabs for long keys are dropped; keeping them would make memory unbounded.
        slabs.RemoveAll(s => s.Length != SlabSize);
        (slab, slabUsed, slabsInUse) = ([], 0, 0);
        held = 0;
    }

    private byte[] NextSlab(int length)
    {
        if (length <= SlabSize && slabsInUse < slabs.Count)
            return slabs[slabsInUse++];
        var usual = spilled is null ? (int)Math.Clamp(held, FirstSlabSize, SlabSize) : SlabSize;
        var next = GC.AllocateUninitializedArray<byte>(Math.Max(length, usual));
        slabs.Insert(slabsInUse++, next);
        return next;
    }

    private sealed class Partition
    {
        public long Rows;
        public ulong Sum;
        public long Bytes;
        public byte[] Slab = [];
        public int Start;
        public int Used;
        public int End;
        public readonly List<ReadOnlyMemory<byte>> Full = [];
        public readonly List<(long Offset, int Length)> Spilled = [];

        /// <summary>The written part of the chunk that is being filled.</summary>
        public ReadOnlyMemory<byte> Open => Slab.AsMemory(Start, Used - Start);
    }
}

/// <summary>Receives a row.</summary>
/// <param name="hash">Hash of the whole row.</param>
/// <param name="key">Bytes of the key, or of the row if rows are kept; valid only during the call.</param>
internal delegate void RowVisitor(ulong hash, ReadOnlySpan<byte> key);
