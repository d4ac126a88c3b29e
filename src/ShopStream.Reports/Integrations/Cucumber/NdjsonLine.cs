using System.ComponentModel;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Io.Cucumber.Messages.Types;
using ShopStream.Quality.Redaction;

namespace ShopStream.Reports.Integrations.Cucumber;

/// <summary>Writes a message as one line of JSON by Cucumber's schema: camel case, no nulls, enumerations by their schema names.</summary>
internal static class NdjsonLine
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new Words<TestStepResultStatus>(),
            new Words<AttachmentContentEncoding>(),
            new Words<SourceMediaType>(),
            new Words<StepKeywordType>(),
            new Words<PickleStepType>(),
        },
    };

    public static string Of(Envelope message) => VisibleCharacters.Json(JsonSerializer.Serialize(message, Options));

    private sealed class Words<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> All = Enum.GetValues<T>()
            .ToDictionary(v => v, v => typeof(T).GetField(v.ToString())!.GetCustomAttribute<DescriptionAttribute>()!.Description);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("messages are only written");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(All[value]);
    }
}
