using System.Text;
using System.Text.Json;
using Json.Schema;
using ShopStream.Quality.Data;

namespace ShopStream.Features.JsonSchemas;

/// <summary>
/// is JSON that meets a schema (JSON Schema, draft 2020-12 where it names no other). Documents are judged while they are read, where
/// <see cref="SchemaCompiler"/> knows all keywords of the schema, and by JsonSchema.Net where it does not.
/// </summary>
public sealed record MeetsJsonSchema : ValueRule
{
    // A format that is not judged would be a check that cannot fail.
    private static readonly EvaluationOptions Verdict = new() { OutputFormat = OutputFormat.Flag, RequireFormatValidation = true };

    private readonly SchemaNode? compiled;
    private readonly Lazy<JsonSchema> library;

    private MeetsJsonSchema(string text, SchemaNode? compiled)
    {
        (Text, this.compiled) = (text, compiled);
        library = new Lazy<JsonSchema>(() => Read(text));
    }

    /// <summary>The schema as it was written.</summary>
    public string Text { get; }

    /// <inheritdoc />
    public override string Id => Identity.Of("json-schema", Identity.Value(Text));

    /// <summary>Whether documents are judged without JsonSchema.Net, which takes many times as long.</summary>
    internal bool IsCompiled => compiled is not null;

    /// <summary>Whether every JSON document meets the schema, because it says nothing.</summary>
    internal bool AllowsAll => compiled is { AllowsAll: true };

    /// <summary>Reads a schema. Nothing is fetched: a reference to another document is an error.</summary>
    /// <param name="text">The schema.</param>
    /// <param name="file">The file that it is in, as the sentence names it; null if it is below the sentence.</param>
    /// <exception cref="FormatException">The text is not a JSON schema.</exception>
    public static MeetsJsonSchema Parse(string text, string? file = null)
    {
        try
        {
            using var schema = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ValidJson.MostLevels });
            if (SchemaCycles.Find(schema.RootElement) is { } cycle)
                throw new JsonException($"the reference '{cycle}' leads back to itself");
            var rule = new MeetsJsonSchema(text, SchemaCompiler.TryCompile(schema.RootElement));
            if (!rule.IsCompiled)
                _ = rule.HoldsByLibrary("null"u8);
            return rule;
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
    /// <exception cref="FormatException">The text has a number that JsonSchema.Net does not hold, and the schema needs it.</exception>
    public override bool Holds(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return compiled is null ? HoldsByLibrary(utf8) : HoldsCompiled(compiled, utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text in it is half of a character.
            return false;
        }
    }

    /// <inheritdoc />
    public override string ToString() => "is JSON that meets the schema";

    /// <summary>Whether both are of the same text.</summary>
    public bool Equals(MeetsJsonSchema? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether a text meets the schema, by JsonSchema.Net.</summary>
    internal bool HoldsByLibrary(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ValidJson.Strict);
        using var document = JsonDocument.ParseValue(ref reader);
        // Nothing may follow.
        reader.Read();
        try
        {
            return library.Value.Evaluate(document.RootElement, Verdict).IsValid;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FormatException("a document has a number of more than 28 digits, which this schema cannot be judged with", e);
        }
    }

    private bool HoldsCompiled(SchemaNode schema, ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, ValidJson.Strict);
            return reader.Read() && schema.Holds(ref reader) && !reader.Read();
        }
        catch (RepeatedNameException)
        {
            return HoldsByLibrary(utf8);
        }
    }

    // A registry of its own: two schemas may have the same $id.
    private static JsonSchema Read(string text) =>
        JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = Dialect.Draft202012 });
}
