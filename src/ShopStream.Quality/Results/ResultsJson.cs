using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopStream.Quality.Results;

/// <summary>Reads and writes results.json. Amounts are strings with at least two decimal places, enums are camel-case strings.</summary>
public static class ResultsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new MoneyConverter() },
    };

    /// <summary>The same options without line breaks, for console output.</summary>
    public static JsonSerializerOptions OnOneLine { get; } = new(Options) { WriteIndented = false };

    /// <summary>Serializes a result as indented JSON.</summary>
    public static string Write(RunResult result) => JsonSerializer.Serialize(result, Options);

    /// <summary>Parses a result written by <see cref="Write"/>.</summary>
    /// <exception cref="JsonException">The text is not a results.json of the supported schema.</exception>
    public static RunResult Read(string json)
    {
        var result = JsonSerializer.Deserialize<RunResult>(json, Options) ?? throw new JsonException("results.json is empty");
        return result.Schema == 1 ? result : throw new JsonException($"results.json has schema {result.Schema}; this version reads schema 1");
    }

    private sealed class MoneyConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && decimal.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                ? amount
                : throw new JsonException("expected an amount as a string such as \"12.50\"");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("0.00########", CultureInfo.InvariantCulture));
    }
}
