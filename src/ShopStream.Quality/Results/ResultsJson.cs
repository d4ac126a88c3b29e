using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopStream.Quality.Results;

/// <summary>results.json: the shape that others read. Money is a string with two decimals, or more where it has more, an outcome a camel-case word.</summary>
public static class ResultsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new MoneyConverter() },
    };

    /// <summary>The same conventions, on one line: for what is printed.</summary>
    public static JsonSerializerOptions OnOneLine { get; } = new(Options) { WriteIndented = false };

    /// <summary>The text of results.json.</summary>
    public static string Write(RunResult result) => JsonSerializer.Serialize(result, Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a results.json of schema 1.</exception>
    public static RunResult Read(string json)
    {
        var result = JsonSerializer.Deserialize<RunResult>(json, Options) ?? throw new JsonException("results.json is empty");
        return result.Schema == 1 ? result : throw new JsonException($"results.json has schema {result.Schema}; this version reads schema 1");
    }

    private sealed class MoneyConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && decimal.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var money)
                ? money
                : throw new JsonException("money is a string such as \"12.50\"");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("0.00########", CultureInfo.InvariantCulture));
    }
}
