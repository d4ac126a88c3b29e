using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Reads DuckDB's result directly from its vectors, without allocating an object per value.</summary>
internal static unsafe class ChunkRows
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    /// <summary>Streams a query's rows.</summary>
    /// <param name="connection">A connection that is not used by others meanwhile.</param>
    /// <param name="sql">One SELECT.</param>
    /// <param name="cells">Columns of the SELECT.</param>
    /// <param name="row">Receives the cells.</param>
    /// <param name="limit">Cancels reading; checked between chunks.</param>
    /// <returns>DuckDB's error message; null if all rows were read.</returns>
    public static string? Read(DuckDBNativeConnection connection, string sql, IReadOnlyList<RowCell> cells, CanonicalRow row, CancellationToken limit)
    {
        var prepared = NativeMethods.PreparedStatements.DuckDBPrepare(connection, sql, out var statement);
        using (statement)
        {
            if (prepared != DuckDBState.Success)
                return NativeMethods.PreparedStatements.DuckDBPrepareError(statement);
            var executed = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out var result);
            try
            {
                if (executed != DuckDBState.Success)
                    return NativeMethods.Query.DuckDBResultError(ref result);
                while (true)
                {
                    limit.ThrowIfCancellationRequested();
                    using var chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(result);
                    if (chunk.IsInvalid)
                        break;
                    var rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
                    if (rows == 0)
                        break;
                    Read(chunk, rows, cells, row);
                }
                return NativeMethods.Query.DuckDBResultError(ref result) is { Length: > 0 } error ? error : null;
            }
            finally
            {
                NativeMethods.Query.DuckDBDestroyResult(ref result);
            }
        }
    }

    private static void Read(DuckDBDataChunk chunk, int rows, IReadOnlyList<RowCell> cells, CanonicalRow row)
    {
        var vectors = new Vector[cells.Count];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = Vector.Of(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i), cells[i].Kind);
        for (var r = 0; r < rows; r++)
        {
            foreach (ref readonly var vector in vectors.AsSpan())
            {
                if (vector.Validity != null && (vector.Validity[r >> 6] & (1UL << (r & 63))) == 0)
                    row.Null();
                else
                    Cell(vector, r, row);
            }
            row.End();
        }
    }

    private static void Cell(in Vector vector, int r, CanonicalRow row)
    {
        switch (vector.Type)
        {
            case DuckDBType.TinyInt:
                row.Exact(((sbyte*)vector.Data)[r], vector.Scale);
                break;
            case DuckDBType.SmallInt:
                row.Exact(((short*)vector.Data)[r], vector.Scale);
                break;
            case DuckDBType.Integer:
                row.Exact(((int*)vector.Data)[r], vector.Scale);
                break;
            case DuckDBType.BigInt:
                row.Exact(((long*)vector.Data)[r], vector.Scale);
                break;
            case DuckDBType.HugeInt:
                row.Exact(((Int128*)vector.Data)[r], vector.Scale);
                break;
            case DuckDBType.Boolean:
                row.Boolean(vector.Data[r] != 0);
                break;
            case DuckDBType.Float:
                row.Float(((float*)vector.Data)[r]);
                break;
            case DuckDBType.Double:
                row.Float(((double*)vector.Data)[r]);
                break;
            case DuckDBType.Date:
                row.Moment(
                    ((int*)vector.Data)[r] switch
                    {
                        int.MaxValue => long.MaxValue,
                        -int.MaxValue => long.MinValue,
                        var days => days * MicrosecondsOfDay,
                    }
                );
                break;
            case DuckDBType.Timestamp or DuckDBType.TimestampTz:
                // DuckDB's minus infinity is long.MinValue + 1.
                row.Moment(((long*)vector.Data)[r] is var moment && moment == -long.MaxValue ? long.MinValue : moment);
                break;
            case DuckDBType.Time:
                row.Time(((long*)vector.Data)[r]);
                break;
            default:
                var text = Text(vector.Data + (r * 16L));
                if (vector.Kind == ValueKind.Json)
                    row.Json(text);
                else
                    row.Text(text);
                break;
        }
    }

    // Text of up to 12 bytes is inline; for longer text the entry holds its first 4 bytes and a pointer.
    private static ReadOnlySpan<byte> Text(byte* entry)
    {
        var length = *(int*)entry;
        return length <= 12 ? new ReadOnlySpan<byte>(entry + 4, length) : new ReadOnlySpan<byte>(*(byte**)(entry + 8), length);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Vector(byte* data, ulong* validity, DuckDBType type, int scale, ValueKind kind)
    {
        public readonly byte* Data = data;
        public readonly ulong* Validity = validity;
        public readonly DuckDBType Type = type;
        public readonly int Scale = scale;
        public readonly ValueKind Kind = kind;

        public static Vector Of(IntPtr vector, ValueKind kind)
        {
            using var logical = NativeMethods.Vectors.DuckDBVectorGetColumnType(vector);
            var type = NativeMethods.LogicalType.DuckDBGetTypeId(logical);
            var scale = 0;
            if (type == DuckDBType.Decimal)
            {
                scale = NativeMethods.LogicalType.DuckDBDecimalScale(logical);
                type = NativeMethods.LogicalType.DuckDBDecimalInternalType(logical);
            }
            return new Vector(
                (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector),
                NativeMethods.Vectors.DuckDBVectorGetValidity(vector),
                type,
                scale,
                kind
            );
        }
    }
}
