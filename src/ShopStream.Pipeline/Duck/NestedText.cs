using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ShopStream.Pipeline.Duck;

/// <summary>Writes lists, structs and maps as JSON: numbers keep their digits; values without a JSON type are written as strings.</summary>
internal static class NestedText
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="value">An <see cref="IDictionary"/> becomes an object, any other value an array.</param>
    public static string Of(IEnumerable value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Plain))
            Write(json, value);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            case bool b:
                json.WriteBooleanValue(b);
                break;
            case string or byte[]:
                json.WriteStringValue(CellText.Of(value));
                break;
            case double d when double.IsFinite(d):
                json.WriteNumberValue(d);
                break;
            case float f when float.IsFinite(f):
                json.WriteNumberValue(f);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or BigInteger or decimal:
                json.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case IDictionary members:
                json.WriteStartObject();
                foreach (DictionaryEntry member in members)
                {
                    json.WritePropertyName(CellText.Of(member.Key));
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(CellText.Of(value));
                break;
        }
    }
}
