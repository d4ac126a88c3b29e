using System.Text.Json;
using Json.Schema;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>is JSON that meets a schema (JSON Schema, draft 2020-12 where it names no other).</summary>
public sealed record MeetsJsonSchema : ValueRule
{
    private static readonly EvaluationOptions Verdict = new() { OutputFormat = OutputFormat.Flag };

    private readonly JsonSchema schema;

    private MeetsJsonSchema(string text, JsonSchema schema) => (Text, this.schema) = (text, schema);

    /// <summary>The schema as it was written.</summary>
    public string Text { get; }

    /// <inheritdoc />
    public override string Id => Identity.Of("json-schema", Identity.Value(Text));

    /// <summary>Reads a schema. Nothing is fetched: a reference to another document is an error.</summary>
    /// <param name="text">The schema.</param>
    /// <param name="file">The file that it is in, as the sentence names it; null if it is below the sentence.</param>
    /// <exception cref="FormatException">The text is not a JSON schema.</exception>
    public static MeetsJsonSchema Parse(string text, string? file = null)
    {
        try
        {
            // A registry of its own: two schemas may have the same $id.
            var read = JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
            using var probe = JsonDocument.Parse("null");
            _ = read.Evaluate(probe.RootElement, Verdict);
            return new MeetsJsonSchema(text, read);
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or RefResolutionException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException(
                $"{(file is null ? "the text" : $"'{file}'")} is not a JSON schema: {e.Message}; expected an object such as {{ \"type\": \"object\" }}",
                e
            );
        }
    }

    /// <inheritdoc />
    public override bool Holds(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return schema.Evaluate(document.RootElement, Verdict).IsValid;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override string ToString() => "is JSON that meets the schema";

    /// <summary>Whether both are of the same text.</summary>
    public bool Equals(MeetsJsonSchema? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
