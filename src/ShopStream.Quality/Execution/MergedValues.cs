using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>Finds values of one store that are missing in another by merging both ordered streams, in constant memory.</summary>
internal static class MergedValues
{
    public static async Task<Measurement> MissingAsync(
        IAsyncEnumerable<string> child,
        IAsyncEnumerable<string> parent,
        CancellationToken cancellationToken,
        Action<string>? each = null
    )
    {
        long missing = 0;
        var shown = new List<IReadOnlyList<string?>>();
        await using var parents = parent.GetAsyncEnumerator(cancellationToken);
        var more = await parents.MoveNextAsync();
        await foreach (var value in child.WithCancellation(cancellationToken))
        {
            while (more && ByBytes(parents.Current, value) < 0)
                more = await parents.MoveNextAsync();
            if (more && string.Equals(parents.Current, value, StringComparison.Ordinal))
                continue;
            missing++;
            each?.Invoke(value);
            if (shown.Count < Sample.Limit)
                shown.Add([value]);
        }
        return new(
            ["value"],
            [
                [missing.ToString(CultureInfo.InvariantCulture)],
                .. shown,
            ]
        );
    }

    /// <summary>The first missing value that looks like one that exists, with that one; null if there is none.</summary>
    /// <param name="missing">Values that do not exist.</param>
    /// <param name="parent">All values that exist.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<(string Missing, string Existing)?> LookAlikeAsync(
        IEnumerable<string> missing,
        IAsyncEnumerable<string> parent,
        CancellationToken cancellationToken
    )
    {
        var likenesses = missing.DistinctBy(ValueDifference.Likeness, StringComparer.Ordinal).ToDictionary(ValueDifference.Likeness, StringComparer.Ordinal);
        await foreach (var value in parent.WithCancellation(cancellationToken))
        {
            if (likenesses.TryGetValue(ValueDifference.Likeness(value), out var alike) && ValueDifference.Kind(value, alike) is not null)
                return (alike, value);
        }
        return null;
    }

    /// <summary>Compares by UTF-8 bytes. The order differs from that of UTF-16 code units only between surrogates and code units above U+DFFF.</summary>
    internal static int ByBytes(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            if (a[i] == b[i])
                continue;
            var (left, right) = (char.IsSurrogate(a[i]), char.IsSurrogate(b[i]));
            return left == right ? a[i].CompareTo(b[i])
                : left ? 1
                : -1;
        }
        return a.Length.CompareTo(b.Length);
    }
}
