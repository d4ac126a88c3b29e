using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopStream.Quality.Results;

/// <summary>
/// Reads and writes results.json. Amounts are strings with at least two decimal places, enums are camel-case strings. Schema 2 is written; schema 1 is
/// read as well (<see cref="ResultsSchema1"/>).
/// </summary>
public static class ResultsJson
{
    /// <summary>The schema that is written.</summary>
    public const int Schema = 2;

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

    /// <summary>Reads a results.json of schema 1 or 2. The result has the current schema.</summary>
    /// <exception cref="JsonException">The text is not a results.json of a known schema.</exception>
    public static RunResult Read(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var result = JsonText.Read<SchemaNumber>(bytes, Options).Schema switch
        {
            Schema => JsonText.Read<RunResult>(bytes, Options),
            ResultsSchema1.Number => JsonText.Read<RunResult>(Encoding.UTF8.GetBytes(ResultsSchema1.Upgrade(json).ToJsonString()), Options),
            var other => throw new JsonException($"results.json has schema {other}; this version reads schema {ResultsSchema1.Number} and {Schema}"),
        };
        return UnrecordedAmounts.Add(result);
    }

    // A file without a number is of the first schema.
    private sealed record SchemaNumber(int Schema = ResultsSchema1.Number);

    private sealed class MoneyConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
            && decimal.TryParse(
                reader.GetString(),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var amount
            )
                ? amount
                : throw new JsonException("expected an amount as a string such as \"12.50\"");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("0.00########", CultureInfo.InvariantCulture));
    }
}
