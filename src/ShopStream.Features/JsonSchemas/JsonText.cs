using System.Text.Json;

namespace ShopStream.Features.JsonSchemas;

/// <summary>Texts of a document.</summary>
internal static class JsonText
{
    /// <summary>Whether a text, or the name of a member, is a given one. Few have an escape: the others are compared as they are written.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8) =>
        reader.ValueIsEscaped ? reader.ValueTextEquals(utf8) : reader.ValueSpan.SequenceEqual(utf8);
}
