using System.Text.Json;
using System.Text.RegularExpressions;

namespace ShopStream.Features.JsonSchemas;

/// <summary>The keywords on objects and their members.</summary>
internal sealed class ObjectRules
{
    // Objects with more named members need memory of the heap.
    private const int OnStack = 16;
    private const int Bits = 64;

    /// <summary>Names that a keyword knows, in UTF-8, in the order of the schema.</summary>
    public required byte[][] Names { get; init; }

    /// <summary>The schemas of the first of them; the others are only required.</summary>
    public required SchemaNode[] Values { get; init; }

    /// <summary>Indexes of the names that must be there.</summary>
    public required int[] Required { get; init; }

    /// <summary>Indexes of names, each with those that must be there if it is.</summary>
    public IReadOnlyList<(int Name, int[] Others)> Dependent { get; init; } = [];

    /// <summary>Schemas of all members whose names match.</summary>
    public IReadOnlyList<(Regex Name, SchemaNode Value)> Patterns { get; init; } = [];

    /// <summary>Schema of all other members; null for any.</summary>
    public SchemaNode? Others { get; init; }

    /// <summary>Schema of the names; null for any.</summary>
    public SchemaNode? OfNames { get; init; }

    /// <summary>Fewest members.</summary>
    public int Fewest { get; init; }

    /// <summary>Most members; null for any number.</summary>
    public int? Most { get; init; }

    /// <summary>Whether an object is valid. If it is, the reader is moved from its beginning to its end.</summary>
    /// <exception cref="RepeatedNameException">Two members have one name that a keyword knows.</exception>
    public bool Hold(ref Utf8JsonReader reader)
    {
        var words = (Names.Length + Bits - 1) / Bits;
        var present = words <= OnStack ? stackalloc ulong[OnStack] : new ulong[words];
        present.Clear();
        var (members, next) = (0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            members++;
            var known = IndexOf(ref reader, next);
            if (known >= 0)
            {
                var bit = 1UL << (known % Bits);
                if ((present[known / Bits] & bit) != 0)
                    throw new RepeatedNameException();
                present[known / Bits] |= bit;
                next = known + 1 == Names.Length ? 0 : known + 1;
            }
            if (!HoldsMember(ref reader, known >= 0 && known < Values.Length ? Values[known] : null))
                return false;
        }
        return members >= Fewest && (Most is null || members <= Most) && HasRequired(present);
    }

    // The members of a document have the order of the schema, more often than not.
    private int IndexOf(ref Utf8JsonReader reader, int next)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            var at = next + i < Names.Length ? next + i : next + i - Names.Length;
            if (JsonText.Is(ref reader, Names[at]))
                return at;
        }
        return -1;
    }

    private bool HoldsMember(ref Utf8JsonReader reader, SchemaNode? own)
    {
        if (OfNames is not null)
        {
            var name = reader;
            if (!OfNames.Holds(ref name))
                return false;
        }
        if (Patterns.Count > 0)
            return HoldsPatterns(ref reader, own);
        reader.Read();
        return (own ?? Others)?.Holds(ref reader) ?? Skipped(ref reader);
    }

    private bool HoldsPatterns(ref Utf8JsonReader reader, SchemaNode? own)
    {
        var name = reader.GetString()!;
        reader.Read();
        var matched = own is not null;
        foreach (var (pattern, value) in Patterns)
        {
            if (!pattern.IsMatch(name))
                continue;
            matched = true;
            var copy = reader;
            if (!value.Holds(ref copy))
                return false;
        }
        return (matched ? own : Others)?.Holds(ref reader) ?? Skipped(ref reader);
    }

    private bool HasRequired(ReadOnlySpan<ulong> present)
    {
        if (!AllIn(Required, present))
            return false;
        foreach (var (name, others) in Dependent)
        {
            if (IsIn(name, present) && !AllIn(others, present))
                return false;
        }
        return true;
    }

    private static bool AllIn(int[] names, ReadOnlySpan<ulong> present)
    {
        foreach (var name in names)
        {
            if (!IsIn(name, present))
                return false;
        }
        return true;
    }

    private static bool IsIn(int name, ReadOnlySpan<ulong> present) => (present[name / Bits] & (1UL << (name % Bits))) != 0;

    private static bool Skipped(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return true;
    }
}
