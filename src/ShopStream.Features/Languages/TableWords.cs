namespace ShopStream.Features.Languages;

/// <summary>Translates step tables to English.</summary>
internal sealed class TableWords(LanguageFile file, ArgumentTranslators translators)
{
    /// <summary>The table with English headers and cells.</summary>
    /// <exception cref="FormatException">A word is English although the language has its own, or an amount cannot be read.</exception>
    public IReadOnlyList<IReadOnlyList<string>> ToEnglish(IReadOnlyList<IReadOnlyList<string>> table)
    {
        if (table.Count == 0)
            return table;
        var header = table[0].Select(h => Word(h, file.Headers, "column")).ToList();
        return [header, .. table.Skip(1).Select(row => row.Select((cell, i) => Cell(header[i], cell)).ToList())];
    }

    private string Cell(string column, string cell)
    {
        // The cells of a column named like an argument are such arguments.
        if (cell.Length > 0 && file.Arguments.ContainsKey(column))
            return translators[column].ToEnglish(cell);
        if (file.Cells.TryGetValue(column, out var words))
            return Word(cell, words, "word");
        // In all other columns only the end of a cell is translated: "created_at par jour".
        var ending = file.Cells.GetValueOrDefault("*")?.FirstOrDefault(e => cell.EndsWith($" {e.Value}", StringComparison.Ordinal));
        return ending is { Key: not null, Value: var own } ? $"{cell[..^own.Length]}{ending.Value.Key}" : cell;
    }

    private string Word(string text, IReadOnlyDictionary<string, string> words, string what)
    {
        foreach (var (english, own) in words)
        {
            if (string.Equals(text, own, StringComparison.Ordinal))
                return english;
        }
        return words.TryGetValue(text, out var instead)
            ? throw new FormatException($"the table's {what} '{text}' is English: in {file.Name} it is '{instead}'")
            : text;
    }
}
