using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ShopStream.Features.JsonSchemas;

/// <summary>minLength, maxLength and pattern.</summary>
/// <param name="Fewest">Fewest characters (code points of Unicode).</param>
/// <param name="Most">Most characters; null for any number.</param>
/// <param name="Pattern">What a part of the text matches; null for anything.</param>
internal sealed record TextRules(int Fewest, int? Most, Regex? Pattern)
{
    // Longer texts are read into memory of the heap.
    private const int OnStack = 256;

    /// <summary>Whether a text is valid; the reader stands on it.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode: an escape is half of a character.</exception>
    public bool Hold(ref Utf8JsonReader reader)
    {
        var written = reader.ValueSpan.Length;
        if (Pattern is null && !reader.ValueIsEscaped)
            return HasLength(CodePoints(reader.ValueSpan));
        var rented = written > OnStack ? ArrayPool<char>.Shared.Rent(written) : null;
        try
        {
            var buffer = rented ?? stackalloc char[OnStack];
            var text = buffer[..reader.CopyString(buffer)];
            return HasLength(CodePoints(text)) && Pattern?.IsMatch(text) is not false;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<char>.Shared.Return(rented);
        }
    }

    private bool HasLength(int characters) => characters >= Fewest && (Most is null || characters <= Most);

    // Every byte of UTF-8 but those that continue a character.
    private static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
        {
            if ((b & 0xC0) != 0x80)
                count++;
        }
        return count;
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (!char.IsLowSurrogate(c))
                count++;
        }
        return count;
    }
}

/// <summary>minimum, maximum, exclusiveMinimum and exclusiveMaximum, each as a limit, and multipleOf.</summary>
/// <param name="Limits">Limits.</param>
/// <param name="Unit">What a number is a multiple of; null for anything.</param>
internal sealed record NumberRules(NumberLimit[] Limits, JsonNumber? Unit)
{
    /// <summary>Whether a number is valid.</summary>
    public bool Hold(in JsonNumber number)
    {
        foreach (ref readonly var limit in Limits.AsSpan())
        {
            var sign = number.ComparedWith(limit.Number);
            if (sign < limit.Fewest || sign > limit.Most)
                return false;
        }
        return Unit is not { } unit || number.IsMultipleOf(unit);
    }
}

/// <summary>A limit of numbers, and what comparing a number with it may give: from −1 (below it) to 1 (above it).</summary>
internal readonly record struct NumberLimit(JsonNumber Number, int Fewest, int Most);
