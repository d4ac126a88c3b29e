using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ShopStream.Tests.Snowflake.StandIn;

internal sealed class WireReader(JsonNode answer) : DbDataReader
{
    private readonly JsonArray columns = answer["rowtype"]!.AsArray();
    private readonly JsonArray rows = answer["rowset"]!.AsArray();
    private int row = -1;
    private bool closed;

    public override int Depth => 0;

    public override int FieldCount => columns.Count;

    public override bool HasRows => rows.Count > 0;

    public override bool IsClosed => closed;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => ++row < rows.Count;

    public override bool NextResult() => false;

    public override void Close() => closed = true;

    public override string GetName(int ordinal) => (string)columns[ordinal]!["name"]!;

    public override string GetDataTypeName(int ordinal) => ((string)columns[ordinal]!["type"]!).ToUpperInvariant();

    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < FieldCount; i++)
            if (string.Equals(GetName(i), name, StringComparison.Ordinal))
                return i;
        throw new ArgumentOutOfRangeException(nameof(name), name, "No such column.");
    }

    public override bool IsDBNull(int ordinal) => Cell(ordinal) is null;

    public override string GetString(int ordinal) =>
        GetDataTypeName(ordinal) is "FIXED" or "TEXT" or "VARIANT" or "REAL"
            ? Text(ordinal)
            : Convert.ToString(GetValue(ordinal), CultureInfo.InvariantCulture)!;

    public override object GetValue(int ordinal)
    {
        if (IsDBNull(ordinal))
            return DBNull.Value;
        var text = Text(ordinal);
        return GetDataTypeName(ordinal) switch
        {
            "FIXED" => ((int?)columns[ordinal]!["scale"] ?? 0) == 0
                ? long.Parse(text, CultureInfo.InvariantCulture)
                : decimal.Parse(text, CultureInfo.InvariantCulture),
            "REAL" => GetDouble(ordinal),
            "BOOLEAN" => text is "1",
            "DATE" => DateTime.UnixEpoch.AddDays(int.Parse(text, CultureInfo.InvariantCulture)),
            "TIME" or "TIMESTAMP_NTZ" => DateTime.SpecifyKind(DateTime.UnixEpoch.AddTicks(Cells.Ticks(text)), DateTimeKind.Unspecified),
            "TIMESTAMP_TZ" => DateTimeOffset.UnixEpoch.AddTicks(Cells.Ticks(text)),
            "BINARY" => Convert.FromHexString(text),
            _ => text,
        };
    }

    public override double GetDouble(int ordinal) =>
        Text(ordinal) switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            var text => double.Parse(text, CultureInfo.InvariantCulture),
        };

    public override decimal GetDecimal(int ordinal) => decimal.Parse(Text(ordinal), CultureInfo.InvariantCulture);

    public override long GetInt64(int ordinal) => long.Parse(Text(ordinal), CultureInfo.InvariantCulture);

    public override int GetInt32(int ordinal) => int.Parse(Text(ordinal), CultureInfo.InvariantCulture);

    public override short GetInt16(int ordinal) => short.Parse(Text(ordinal), CultureInfo.InvariantCulture);

    public override byte GetByte(int ordinal) => byte.Parse(Text(ordinal), CultureInfo.InvariantCulture);

    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);

    public override DateTime GetDateTime(int ordinal) => GetValue(ordinal) is DateTimeOffset moment ? moment.UtcDateTime : (DateTime)GetValue(ordinal);

    public override Guid GetGuid(int ordinal) => Guid.Parse(Text(ordinal));

    public override char GetChar(int ordinal) => Text(ordinal)[0];

    public override Type GetFieldType(int ordinal) =>
        GetDataTypeName(ordinal) switch
        {
            "FIXED" => ((int?)columns[ordinal]!["scale"] ?? 0) == 0 ? typeof(long) : typeof(decimal),
            "REAL" => typeof(double),
            "BOOLEAN" => typeof(bool),
            "DATE" or "TIME" or "TIMESTAMP_NTZ" => typeof(DateTime),
            "TIMESTAMP_TZ" => typeof(DateTimeOffset),
            "BINARY" => typeof(byte[]),
            _ => typeof(string),
        };

    public override int GetValues(object[] values)
    {
        for (var i = 0; i < FieldCount; i++)
            values[i] = GetValue(i);
        return FieldCount;
    }

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    private string? Cell(int ordinal) => (string?)rows[row]!.AsArray()[ordinal];

    private string Text(int ordinal) => Cell(ordinal) ?? throw new InvalidCastException("The cell is null.");
}
