using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.History;

/// <summary>Reads and writes lines of history.jsonl. Values are strings, to keep every digit.</summary>
public static class HistoryJson
{
    /// <summary>Schema version that this version writes and reads.</summary>
    public const int Schema = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // The file is never embedded in HTML, so characters such as < need no escaping.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new ExactConverter() },
    };

    /// <summary>The JSON of a run on one line, without a line break.</summary>
    public static string Write(HistoryRun run) => VisibleCharacters.Json(JsonSerializer.Serialize(run, Options));

    /// <summary>Parses a line written by <see cref="Write"/>.</summary>
    /// <exception cref="JsonException">The line is incomplete or has another schema.</exception>
    public static HistoryRun Read(ReadOnlySpan<byte> line)
    {
        var run = JsonText.Read<HistoryRun>(line, Options);
        if (run.Schema != Schema)
            throw new JsonException($"the line has schema {run.Schema}; this version reads schema {Schema}");
        return run.Scenarios.FirstOrDefault(f => f.Value is null) is { Key: { } file }
            ? throw new JsonException($"field scenarios['{file}'] is null; expected the outcomes by scenario.")
            : run;
    }

    private sealed class ExactConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && decimal.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new JsonException("expected a value as a string such as \"12.50\"");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
