using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Changes;

/// <summary>
/// Builds a side once more, from the same rows in another order. What differs between two builds of the same side depends on chance, such as
/// the order of ties.
/// </summary>
internal sealed class ChanceOrder(ComparisonDatabase database, SideBuild @base, SideBuild head)
{
    private readonly Dictionary<(string Side, Dataset Dataset), string> shuffled = [];

    /// <summary>Whether both sides have the same rows of a table, because no change reaches it.</summary>
    public required Func<Dataset, bool> IsShared { get; init; }

    /// <summary>What depends on chance in a table: columns at that side, and whether even the rows do.</summary>
    /// <param name="side">The side.</param>
    /// <param name="isHead">Whether it is the head.</param>
    /// <param name="dataset">The table.</param>
    /// <param name="key">Its key; empty for none.</param>
    /// <param name="cancellationToken">Cancels the builds.</param>
    public async Task<(IReadOnlyList<string> Columns, bool Rows)> FindAsync(
        bool isHead,
        Dataset dataset,
        IReadOnlyList<string> key,
        CancellationToken cancellationToken
    )
    {
        var side = isHead ? head : @base;
        var chain = ChainOf(side, dataset.Table);
        if (!chain.Exists(m => SqlForm.MayDependOnChance(m.Sql)) && !await HasFloatAsync(side, chain, cancellationToken))
            return ([], false);
        await database.ClearAgainAsync(cancellationToken);
        var ready = new HashSet<Dataset>();
        foreach (var model in chain)
        {
            foreach (var upstream in side.ReadBy(model).Where(ready.Add))
                await database.ShowAsync(ComparisonDatabase.AgainSide, upstream, await ShuffledAsync(side, upstream, cancellationToken), cancellationToken);
            await side.BuildInAsync(ComparisonDatabase.AgainSide, model, cancellationToken);
            ready.Add(model.Dataset);
        }
        var columns = (await database.ColumnsAsync(side.Side, dataset, cancellationToken)).Select(c => new ColumnPair(c, c)).ToList();
        var tables = new ComparedTables(
            database.Name(side.Side, dataset),
            database.Name(ComparisonDatabase.AgainSide, dataset),
            columns,
            [.. key.Select(k => columns.Find(c => string.Equals(c.Before.Name, k, StringComparison.OrdinalIgnoreCase))).OfType<ColumnPair>()]
        );
        if (await RowChanges.AreEqualAsync(database, tables, cancellationToken))
            return ([], false);
        if (tables.Key.Count < key.Count || key.Count == 0 || await RowChanges.RepeatedAsync(database, tables, cancellationToken) > 0)
            return (await ColumnsAsync(tables, cancellationToken), true);
        var changes = await RowChanges.FindAsync(database, tables, cancellationToken);
        await changes.DropAsync(cancellationToken);
        return ([.. changes.Tables.Values.Where((_, i) => changes.Columns[i].Rows > 0).Select(c => c.After.Name)], changes.Added + changes.Removed > 0);
    }

    // Once for each table, and once for both sides where they share it.
    private async Task<string> ShuffledAsync(SideBuild side, Dataset dataset, CancellationToken cancellationToken)
    {
        var key = (IsShared(dataset) ? "" : side.Side, dataset);
        if (shuffled.TryGetValue(key, out var known))
            return known;
        var columns = await database.ColumnsAsync(side.Side, dataset, cancellationToken);
        var model = side.Find(dataset.Table);
        var of = model?.Dataset == dataset ? columns.Where(c => model.Key.Contains(c.Name, StringComparer.OrdinalIgnoreCase)).ToList() : [];
        return shuffled[key] = await database.ShuffleAsync(
            database.Name(side.Side, dataset),
            (of.Count > 0 ? of : columns).Select(c => c.Quoted),
            cancellationToken
        );
    }

    // The models that can bring chance into the table: from the first suspect one on.
    private static List<Model> ChainOf(SideBuild side, string table)
    {
        var chain = new List<Model>();
        Add(table);
        return chain;

        bool Add(string name)
        {
            if (side.Find(name) is not { } model)
                return false;
            if (chain.Contains(model))
                return true;
            var inherits = model.Refs.Select(Add).ToList().Contains(true);
            if (!inherits && !SqlForm.MayDependOnChance(model.Sql) && !string.Equals(name, table, StringComparison.Ordinal))
                return false;
            chain.Add(model);
            return true;
        }
    }

    // A sum of floats depends on the order in which they are added.
    private async Task<bool> HasFloatAsync(SideBuild side, List<Model> chain, CancellationToken cancellationToken)
    {
        foreach (var model in chain)
            if ((await database.ColumnsAsync(side.Side, model.Dataset, cancellationToken)).Any(c => ColumnType.Parse(c.Type).Kind == ValueKind.Float))
                return true;
        return false;
    }

    // Without a key, a column depends on chance if its values do, whatever row they stand in.
    private async Task<IReadOnlyList<string>> ColumnsAsync(ComparedTables tables, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var column in tables.Columns)
            if (!await RowChanges.AreEqualAsync(database, tables with { Columns = [column], Key = [] }, cancellationToken))
                found.Add(column.After.Name);
        return found;
    }
}
