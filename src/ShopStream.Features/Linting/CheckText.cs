using System.Collections;
using System.Globalization;
using System.Reflection;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Linting;

/// <summary>Writes a check with all its values, including lists, as text: two checks are the same if their texts are.</summary>
internal static class CheckText
{
    public static string Of(ICheck check) => Text(check);

    private static string Text(object? value) =>
        value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            IFormattable plain when value.GetType().IsPrimitive || value is decimal or DateOnly or Enum => plain.ToString(null, CultureInfo.InvariantCulture),
            bool truth => truth ? "true" : "false",
            // ToString() of these contains every value.
            Relation or Condition or Formula => $"{value}",
            IDictionary map => $"[{string.Join(", ", map.Keys.Cast<object>().Select(k => $"{Text(k)}: {Text(map[k])}").Order(StringComparer.Ordinal))}]",
            IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
            _ when !ComparedProperties(value.GetType()).Any() => $"{value}",
            _ => $"{value.GetType().Name}({string.Join(", ", ComparedProperties(value.GetType()).Select(p => $"{p.Name}: {Text(p.GetValue(value))}"))})",
        };

    // Computed properties are skipped: they only repeat the others, and can recurse without end.
    internal static IEnumerable<PropertyInfo> ComparedProperties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)
            .OrderBy(p => p.Name, StringComparer.Ordinal);
}
