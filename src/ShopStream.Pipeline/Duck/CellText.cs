using System.Collections;
using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Duck;

/// <summary>Converts cells to the engine-neutral text that checks compare.</summary>
internal static class CellText
{
    /// <summary>
    /// Reads all rows of a reader whose cells are PostgreSQL's text form, which represents every type and keeps every digit; .NET types do not.
    /// </summary>
    public static async Task<Measurement> ReadTextAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var all = new MeasuredRows();
        await ReadTextAsync(reader, all, cancellationToken);
        return all.Measurement;
    }

    /// <summary>Passes on all rows of such a reader, one by one.</summary>
    /// <param name="reader">Its cells are PostgreSQL's text form.</param>
    /// <param name="rows">Receives the rows.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task ReadTextAsync(DbDataReader reader, ITextRows rows, CancellationToken cancellationToken)
    {
        rows.Begin([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]);
        var types = Enumerable.Range(0, reader.FieldCount).Select(reader.GetDataTypeName).ToList();
        var row = new string?[types.Count];
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = await reader.IsDBNullAsync(i, cancellationToken) ? null : OfText(reader.GetString(i), types[i]);
            rows.Add(row);
        }
    }

    /// <summary>Reads all rows synchronously.</summary>
    public static Measurement Read(DbDataReader reader)
    {
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var cells = Enumerable.Range(0, columns.Count).Select(i => CellOf(reader, reader.GetFieldType(i))).ToArray();
        var rows = new List<IReadOnlyList<string?>>();
        while (reader.Read())
        {
            var row = new string?[cells.Length];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : cells[i](i);
            rows.Add(row);
        }
        return new Measurement(columns, rows);
    }

    // .NET's decimal holds 28 digits, and the driver rounds longer values to it. Its dates end in 9999, and its times of day before 24:00.
    private static Func<int, string> CellOf(DbDataReader reader, Type type) =>
        type == typeof(string) ? reader.GetString
        : type == typeof(long) ? i => reader.GetInt64(i).ToString(CultureInfo.InvariantCulture)
        : type == typeof(int) ? i => reader.GetInt32(i).ToString(CultureInfo.InvariantCulture)
        : reader is not DuckDBDataReader ? i => Of(reader.GetValue(i))
        : type == typeof(decimal) ? i => Of(reader.GetFieldValue<DuckDBDecimal>(i))
        : type == typeof(DateOnly) ? i => DuckMoment.Of(reader.GetFieldValue<DuckDBDateOnly>(i))
        : type == typeof(DateTime) ? i => DuckMoment.Of(reader.GetFieldValue<DuckDBTimestamp>(i))
        : type == typeof(TimeOnly) ? i => DuckMoment.Of(reader.GetFieldValue<DuckDBTimeOnly>(i))
        : i => Of(reader.GetValue(i));

    private static string Of(DuckDBDecimal value)
    {
        var whole = new Int128((ulong)value.Value.Upper, value.Value.Lower);
        if (value.Scale == 0)
            return whole.ToString(CultureInfo.InvariantCulture);
        var digits = Int128.Abs(whole).ToString(CultureInfo.InvariantCulture).PadLeft(value.Scale + 1, '0').AsSpan();
        return string.Concat(whole < 0 ? "-" : "", digits[..^value.Scale], ".", digits[^value.Scale..]);
    }

    private sealed class MeasuredRows : ITextRows
    {
        private readonly List<IReadOnlyList<string?>> rows = [];
        private IReadOnlyList<string> columns = [];

        public Measurement Measurement => new(columns, rows);

        public void Begin(IReadOnlyList<string> columns) => this.columns = columns;

        public void Add(ReadOnlySpan<string?> cells) => rows.Add(cells.ToArray());
    }

    private static string OfText(string text, string type) =>
        type switch
        {
            "boolean" => text is "t" ? "true" : "false",
            // The session's time zone is UTC; the other engines print no offset.
            "timestamp with time zone" when text.EndsWith("+00", StringComparison.Ordinal) => text[..^3],
            _ => text,
        };

    // DuckDB's driver returns a BLOB as a Stream.
    private static string Hex(Stream bytes)
    {
        using var whole = new MemoryStream();
        bytes.CopyTo(whole);
        return Convert.ToHexStringLower(whole.GetBuffer().AsSpan(0, (int)whole.Length));
    }

    /// <summary>
    /// Formats a value: dates as yyyy-MM-dd, times with up to six decimals, booleans as true and false, numbers with their own decimals,
    /// bytes in hexadecimal, lists and structs as JSON.
    /// </summary>
    public static string Of(object value) =>
        value switch
        {
            bool b => b ? "true" : "false",
            DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime t => t.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            TimeOnly t => t.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateTimeOffset t => t.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            byte[] b => Convert.ToHexStringLower(b),
            Stream s => Hex(s),
            string s => s,
            IEnumerable e => NestedText.Of(e),
            _ => value.ToString() ?? "",
        };
}
