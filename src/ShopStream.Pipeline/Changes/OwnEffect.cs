using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Changes;

/// <summary>Builds a changed model from what the base's model reads, to tell its own effect from what it inherits.</summary>
internal sealed class OwnEffect(ComparisonDatabase database, SideBuild @base, SideBuild head)
{
    /// <summary>Whether the head's SQL gives another table than the base's from the same rows.</summary>
    public async Task<bool> ExistsAsync(Model before, Model after, CancellationToken cancellationToken)
    {
        await database.ClearAgainAsync(cancellationToken);
        foreach (var source in after.Sources.Select(s => new Dataset(Layer.Raw, s)))
            await ShowAsync(source, source, cancellationToken);
        foreach (var name in after.Refs)
        {
            // What is new or has another name at the base is part of what was changed.
            if (@base.Find(name) is not { } upstream)
                return true;
            await ShowAsync(head.Find(name)!.Dataset, upstream.Dataset, cancellationToken);
        }
        try
        {
            await head.BuildInAsync(ComparisonDatabase.AgainSide, after, cancellationToken);
        }
        catch (UsageException)
        {
            // It reads columns that the base does not have.
            return true;
        }
        database.ForgetColumns(ComparisonDatabase.AgainSide);
        var columns = await database.ColumnsAsync(@base.Side, before.Dataset, cancellationToken);
        var built = await database.ColumnsAsync(ComparisonDatabase.AgainSide, after.Dataset, cancellationToken);
        if (!columns.OrderBy(c => c.Name, StringComparer.Ordinal).SequenceEqual(built.OrderBy(c => c.Name, StringComparer.Ordinal)))
            return true;
        var tables = new ComparedTables(
            database.Name(@base.Side, before.Dataset),
            database.Name(ComparisonDatabase.AgainSide, after.Dataset),
            [.. columns.Select(c => new ColumnPair(c, c))],
            []
        );
        return !await RowChanges.AreEqualAsync(database, tables, cancellationToken);
    }

    private Task ShowAsync(Dataset name, Dataset original, CancellationToken cancellationToken) =>
        database.ShowAsync(ComparisonDatabase.AgainSide, name, $"SELECT * FROM {database.Name(@base.Side, original)}", cancellationToken);
}
