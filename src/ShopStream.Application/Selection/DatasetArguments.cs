using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Selection;

/// <summary>Finds datasets by name: 'raw orders', raw orders, or a layer alone for all its tables.</summary>
internal static class DatasetArguments
{
    private static readonly string[] LayerNames = [.. Enum.GetValues<Layer>().Select(l => l.NameOf())];

    /// <summary>The named datasets, each once.</summary>
    /// <param name="arguments">Words may be together or separate.</param>
    /// <param name="all">Whether every table of every layer is meant.</param>
    /// <param name="catalog">The tables and columns that exist.</param>
    /// <exception cref="UsageException">No dataset is named, or some do not exist: all of them, with the nearest names.</exception>
    public static IReadOnlyList<Dataset> Find(IReadOnlyList<string> arguments, bool all, Catalog catalog)
    {
        if (all && arguments.Count > 0)
            throw new UsageException($"--all means every table: leave out {string.Join(" ", arguments)}, or leave out --all");
        if (all)
            return [.. Sorted(catalog.Tables.Select(t => t.Dataset))];
        var problems = new List<string>();
        var found = new List<Dataset>();
        var words = new Queue<string>(Words(arguments, catalog));
        if (words.Count == 0)
            throw new UsageException("no dataset is named: expected a layer and a table, such as raw orders, a layer alone, such as raw, or --all");
        while (words.TryDequeue(out var word))
        {
            if (!IsLayer(word))
            {
                problems.Add(NotALayer(word, catalog));
            }
            else if (words.TryPeek(out var table) && !IsLayer(table))
            {
                var dataset = new Dataset(Layers.Parse(word), Read(words.Dequeue()));
                problems.AddRange(catalog.Unknown([new ColumnReference(dataset, null)], new HashSet<Layer>()));
                found.Add(dataset);
            }
            else
            {
                var tables = catalog.Tables.Select(t => t.Dataset).Where(d => d.Layer == Layers.Parse(word)).ToList();
                if (tables.Count == 0)
                    problems.Add($"there is no table in {word}");
                found.AddRange(Sorted(tables));
            }
        }
        return problems.Count == 0 ? [.. found.Distinct()] : throw new UsageException(string.Join("\n", problems.Distinct(StringComparer.Ordinal)));
    }

    // Layers and tables as written. The shell removes quotes: a whole argument behind a layer, or the rest of it, may be one name with blanks.
    private static IEnumerable<string> Words(IReadOnlyList<string> arguments, Catalog catalog)
    {
        var last = "";
        foreach (var argument in arguments)
        {
            var words = Identifier.Parts(argument, ' ');
            if (words.Count > 1 && IsLayer(last) && !IsLayer(words[0]))
                words = [Identifier.Written(argument)];
            else if (
                words.Count > 2
                && IsLayer(words[0])
                && new Dataset(Layers.Parse(words[0]), argument.TrimStart()[words[0].Length..].Trim()) is var whole
                && catalog.Find(whole) is not null
            )
                words = [words[0], Identifier.Written(whole.Table)];
            foreach (var word in words)
                yield return last = word;
        }
    }

    private static bool IsLayer(string word) => LayerNames.Contains(word, StringComparer.Ordinal);

    private static string Read(string word)
    {
        try
        {
            return Identifier.Read(word);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static string NotALayer(string word, Catalog catalog)
    {
        var there = Sorted(catalog.Tables.Select(t => t.Dataset).Where(d => string.Equals(Identifier.Written(d.Table), word, StringComparison.Ordinal)))
            .ToList();
        return there.Count > 0
            ? $"'{word}' has no layer: expected {string.Join(" or ", there)}"
            : $"'{word}' is not a dataset: expected a layer and a table, such as raw orders, or a layer alone{Nearest.Hint(word, LayerNames)}";
    }

    private static IEnumerable<Dataset> Sorted(IEnumerable<Dataset> datasets) => datasets.OrderBy(d => d.Layer).ThenBy(d => d.Table, StringComparer.Ordinal);
}
