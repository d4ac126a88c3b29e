using System.Collections;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Linting;

/// <summary>Finds the parts of checks, such as their conditions.</summary>
internal static class CheckParts
{
    /// <summary>All parts of a type, the parts of parts among them.</summary>
    public static IEnumerable<T> Of<T>(ICheck check)
        where T : class => Within(check).OfType<T>();

    private static IEnumerable<object> Within(object? value)
    {
        var parts = value switch
        {
            null or string => [],
            Relation rows => rows.Conditions,
            IEnumerable many => many.Cast<object?>(),
            _ when value.GetType().Namespace?.StartsWith("ShopStream.", StringComparison.Ordinal) is true => CheckText
                .ComparedProperties(value.GetType())
                .Select(p => p.GetValue(value)),
            _ => [],
        };
        return parts.SelectMany(Within).Prepend(value!).Where(p => p is not null);
    }
}
