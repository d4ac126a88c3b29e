using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.History;

/// <summary>A line of history.jsonl. Figures are strings, exact to their last digit.</summary>
public static class HistoryJson
{
    /// <summary>The shape that this version writes and reads.</summary>
    public const int Schema = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // The file is read by people and programs, never put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new ExactConverter() },
    };

    /// <summary>One line, without its end.</summary>
    public static string Write(HistoryRun run) => VisibleCharacters.Json(JsonSerializer.Serialize(run, Options));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The line is torn, or of another schema.</exception>
    public static HistoryRun Read(ReadOnlySpan<byte> line)
    {
        var run = JsonSerializer.Deserialize<HistoryRun>(line, Options) ?? throw new JsonException("the line holds no run");
        return run.Schema == Schema ? run : throw new JsonException($"the line has schema {run.Schema}; this version reads schema {Schema}");
    }

    private sealed class ExactConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && decimal.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure)
                ? figure
                : throw new JsonException("a figure is a string such as \"12.50\"");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
