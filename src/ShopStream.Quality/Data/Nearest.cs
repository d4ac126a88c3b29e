namespace ShopStream.Quality.Data;

/// <summary>Suggests similar names in error messages.</summary>
public static class Nearest
{
    /// <summary>"; did you mean a or b?", "; there are: …" if no name is similar, or "" if there are no names.</summary>
    public static string Hint(string wanted, IEnumerable<string> known)
    {
        var all = known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (all.Count == 0)
            return "";
        var near = all.Select(k => (Name: k, Distance: Distance(wanted, k)))
            .Where(x => x.Distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(x => x.Distance)
            .Take(2)
            .Select(x => x.Name)
            .ToList();
        return near.Count > 0 ? $"; did you mean {string.Join(" or ", near)}?" : $"; there are: {string.Join(", ", all)}";
    }

    /// <summary>The same for names of tables or columns, which are written as sentences name them.</summary>
    public static string NameHint(string wanted, IEnumerable<string> known) => Hint(Identifier.Written(wanted), known.Select(Identifier.Written));

    /// <summary>Levenshtein distance, case-insensitive.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }
        return row[b.Length];
    }
}
