using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>The files of a table: those of one moment, or all where the layout has no date.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Moment">The date of the files, with the time if the layout has one; null if it has no date.</param>
/// <param name="Files">The files, by key; at least one.</param>
/// <param name="Form">Their format and compression.</param>
internal sealed record LakeTable(string Name, DateTime? Moment, IReadOnlyList<LakeObject> Files, FileForm Form)
{
    /// <summary>When the last of the files was written; null if the storage does not say.</summary>
    public DateTimeOffset? WrittenAt => Files.Max(f => f.WrittenAt);

    /// <summary>The files in words: 3 files of 2026-11-28.</summary>
    public string Description =>
        (Files.Count == 1 ? $"the file {Files[0].Key}" : string.Create(CultureInfo.InvariantCulture, $"{Files.Count} files"))
        + (Moment is { } moment && Files.Count > 1 ? $" of {Written(moment)}" : "");

    /// <summary>Finds the tables that are read.</summary>
    /// <param name="files">The lake.</param>
    /// <param name="options">Names the layout.</param>
    /// <param name="date">The only date; null for the newest of each table.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="UsageException">No file has a place of the layout, or a table has no file of the date.</exception>
    public static async Task<IReadOnlyList<LakeTable>> FindAsync(
        ILakeFiles files,
        AttachedLakeOptions options,
        DateOnly? date,
        CancellationToken cancellationToken
    )
    {
        if (options.Only is { Count: 0 })
            return [];
        var found = await MatchAsync(files, options, cancellationToken);
        var names = found.Select(f => f.Match.Table).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
            throw new UsageException(
                $"lake.layout is {string.Join(", ", options.Layout)}, and {files.Description} has no file of that layout. "
                    + $"Expected paths such as {string.Join(" or ", options.Layout.Select(Sample))}; correct lake or lake.layout"
            );
        var missing = (options.Only ?? new HashSet<string>(StringComparer.Ordinal)).Except(names, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            throw new UsageException(
                string.Join(
                    "\n",
                    missing.Select(m =>
                        $"there is no table {new Dataset(Layer.Lake, m)}: {files.Description} has no file of it in {string.Join(" or ", options.Layout)}"
                        + Nearest.NameHint(m, names)
                    )
                )
            );
        return [.. names.Where(n => options.Only?.Contains(n) ?? true).Select(n => Of(n, [.. found.Where(f => Is(f.Match.Table, n))], files, options, date))];
    }

    private static async Task<List<(LakeObject File, LakeMatch Match)>> MatchAsync(
        ILakeFiles files,
        AttachedLakeOptions options,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, (LakeObject, LakeMatch)>(StringComparer.Ordinal);
        foreach (var folder in options.Layout.Select(p => p.Folder).Distinct(StringComparer.Ordinal))
        await foreach (var file in files.ListAsync(folder, cancellationToken))
            if (options.Layout.Select(p => p.Match(file.Key)).FirstOrDefault(m => m is not null) is { } match)
                found[file.Key] = (file, match);
        return [.. found.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value)];
    }

    private static LakeTable Of(string name, List<(LakeObject File, LakeMatch Match)> all, ILakeFiles files, AttachedLakeOptions options, DateOnly? date)
    {
        var chosen = date is { } day ? all.FindAll(f => f.Match.Moment is not { } m || DateOnly.FromDateTime(m) == day) : all;
        if (chosen.Count == 0)
            throw new UsageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{new Dataset(Layer.Lake, name)} has no file of {date:yyyy-MM-dd} in {files.Description}: its newest is of "
                ) + $"{Written(all.Max(f => f.Match.Moment)!.Value)}. Leave out --date to read that one, or name a date that the lake has"
            );
        var moment = chosen.Max(f => f.Match.Moment);
        var read = chosen.Where(f => f.Match.Moment == moment).Select(f => f.File).ToList();
        // Some tools mark a folder or an attempt by an empty file.
        read = read.Exists(f => f.Bytes > 0) ? read.FindAll(f => f.Bytes > 0) : read;
        var forms = read.GroupBy(f => FileForm.Of(name, f.Key, options)).ToList();
        return forms.Count == 1
            ? new LakeTable(name, moment, read, forms[0].Key)
            : throw new UsageException(
                $"{new Dataset(Layer.Lake, name)} has files of several formats, such as {forms[0].First().Key} and {forms[1].First().Key}: "
                    + "expected one. Name only one of them in lake.layout"
            );
    }

    private static bool Is(string table, string name) => string.Equals(table, name, StringComparison.Ordinal);

    private static string Written(DateTime moment) =>
        moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    // The pattern with a table and a date in it.
    private static string Sample(LakePattern pattern) =>
        System.Text.RegularExpressions.Regex.Replace(
            $"{pattern}".Replace("{table}", "orders", StringComparison.Ordinal),
            "\\{date:(?<format>[^}]+)\\}",
            m =>
                m.Groups["format"]
                    .Value.Replace("yyyy", "2026", StringComparison.Ordinal)
                    .Replace("MM", "01", StringComparison.Ordinal)
                    .Replace("dd", "31", StringComparison.Ordinal)
                    .Replace("HH", "02", StringComparison.Ordinal)
                    .Replace("mm", "15", StringComparison.Ordinal)
                    .Replace("ss", "00", StringComparison.Ordinal),
            System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
}
