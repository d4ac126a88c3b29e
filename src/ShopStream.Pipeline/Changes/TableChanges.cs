using ShopStream.Quality.Changes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Pipeline.Changes;

/// <summary>Compares the rows and columns of one table on both sides.</summary>
/// <param name="database">Both sides, built.</param>
/// <param name="redaction">What is shown of rows.</param>
internal sealed class TableChanges(ComparisonDatabase database, RedactionPolicy redaction)
{
    private const int SamplesShown = 5;

    /// <summary>Compares a table; null if it does not differ.</summary>
    public async Task<TableChange?> FindAsync(
        ModelPair pair,
        IEnumerable<CandidateKey> candidates,
        ChangedModels changed,
        ChanceOrder chance,
        CancellationToken cancellationToken
    )
    {
        var table = new TableChange($"{pair.Dataset}") { IsOwn = changed.IsOwn(pair.Dataset) };
        if (pair.Base is not { } before || pair.Head is not { } after)
            return await OneSideAsync(table, pair, cancellationToken);
        var sides = (
            Before: await database.ColumnsAsync(ComparisonDatabase.BaseSide, before.Dataset, cancellationToken),
            After: await database.ColumnsAsync(ComparisonDatabase.HeadSide, after.Dataset, cancellationToken)
        );
        var tables = new ComparedTables(
            database.Name(ComparisonDatabase.BaseSide, before.Dataset),
            database.Name(ComparisonDatabase.HeadSide, after.Dataset),
            Common(sides.Before, sides.After),
            []
        );
        var schema = new List<SchemaChange>();
        if (before.Dataset != after.Dataset)
            schema.Add(new SchemaChange("", $"moved from {before.Dataset}"));
        tables = await SchemaAsync(tables, sides, schema, cancellationToken);
        var renamed = tables.Columns.Count > 0 && await RowChanges.AreEqualAsync(database, tables, cancellationToken);
        if (renamed)
            return schema.Count == 0 ? null : await CountedAsync(table with { Schema = schema }, tables, cancellationToken);
        var (keyed, note) = await KeyAsync(tables, [.. candidates], cancellationToken);
        var (byChance, rowsByChance) = await ChanceAsync(pair, keyed, chance, cancellationToken);
        keyed = keyed with
        {
            Columns = [.. keyed.Columns.Where(c => keyed.Key.Contains(c) || !byChance.Contains(c.After.Name, StringComparer.OrdinalIgnoreCase))],
        };
        table = table with
        {
            Schema = schema,
            Key = [.. keyed.Key.Select(k => k.After.Name)],
            KeyNote = note,
            ByChance = byChance,
            RowsByChance = rowsByChance,
        };
        if (!rowsByChance)
            table = await RowsAsync(table, pair.Dataset, keyed, cancellationToken);
        return table.HasRows || schema.Count > 0 || byChance.Count > 0 || rowsByChance ? await CountedAsync(table, tables, cancellationToken) : null;
    }

    private async Task<TableChange> OneSideAsync(TableChange table, ModelPair pair, CancellationToken cancellationToken)
    {
        var side = pair.Head is null ? ComparisonDatabase.BaseSide : ComparisonDatabase.HeadSide;
        var rows = await CountAsync(database.Name(side, pair.Dataset), cancellationToken);
        return pair.Head is null
            ? table with
            {
                RowsBefore = rows,
                Schema = [new SchemaChange("", "removed")],
            }
            : table with
            {
                RowsAfter = rows,
                Schema = [new SchemaChange("", "added")],
            };
    }

    private async Task<TableChange> CountedAsync(TableChange table, ComparedTables tables, CancellationToken cancellationToken) =>
        table with
        {
            RowsBefore = await CountAsync(tables.Before, cancellationToken),
            RowsAfter = await CountAsync(tables.After, cancellationToken),
        };

    private async Task<long> CountAsync(string table, CancellationToken cancellationToken) =>
        (long)(await database.ReadAsync($"SELECT COUNT(*) FROM {table}", cancellationToken)).Number(0);

    private static IReadOnlyList<ColumnPair> Common(IReadOnlyList<ComparedColumn> before, IReadOnlyList<ComparedColumn> after) =>
        [
            .. after
                .Select(a => (A: a, B: before.FirstOrDefault(b => IsName(b.Name, a.Name))))
                .Where(p => p.B is not null)
                .Select(p => new ColumnPair(p.B!, p.A)),
        ];

    // A column that is gone, and one that is new and has the same values, is one column with another name.
    private async Task<ComparedTables> SchemaAsync(
        ComparedTables tables,
        (IReadOnlyList<ComparedColumn> Before, IReadOnlyList<ComparedColumn> After) sides,
        List<SchemaChange> schema,
        CancellationToken cancellationToken
    )
    {
        var gone = sides.Before.Where(b => !tables.Columns.Any(c => c.Before == b)).ToList();
        foreach (var added in sides.After.Where(a => !tables.Columns.Any(c => c.After == a)))
        {
            ColumnPair? same = null;
            foreach (var before in gone.Where(g => string.Equals(g.Type, added.Type, StringComparison.Ordinal)))
                if (await RowChanges.AreEqualAsync(database, tables with { Columns = [new ColumnPair(before, added)] }, cancellationToken))
                    same ??= new ColumnPair(before, added);
            if (same is null)
            {
                schema.Add(new SchemaChange(added.Name, "added"));
                continue;
            }
            gone.Remove(same.Before);
            schema.Add(new SchemaChange(added.Name, $"renamed from {Identifier.Written(same.Before.Name)}"));
            tables = tables with { Columns = [.. tables.Columns, same] };
        }
        schema.AddRange(gone.Select(g => new SchemaChange(g.Name, "removed")));
        schema.AddRange(tables.Columns.Where(c => !c.IsSameType).Select(c => new SchemaChange(c.After.Name, $"{c.Before.Type} → {c.After.Type}")));
        return tables;
    }

    // The first key that both sides have, and that is unique on both.
    private async Task<(ComparedTables Tables, string Note)> KeyAsync(ComparedTables tables, List<CandidateKey> candidates, CancellationToken cancellationToken)
    {
        var note = "";
        foreach (var candidate in candidates.DistinctBy(c => string.Join('\n', c.Columns), StringComparer.Ordinal))
        {
            var columns = candidate.Columns.Select(k => tables.Columns.FirstOrDefault(c => IsName(c.After.Name, k) || IsName(c.Before.Name, k))).ToList();
            var name = Identifier.Written(candidate.Columns);
            if (columns.Contains(null))
            {
                note = Append(note, $"one side has no {name} ({candidate.Origin})");
                continue;
            }
            var keyed = tables with { Key = [.. columns.OfType<ColumnPair>()] };
            var repeated = await RowChanges.RepeatedAsync(database, keyed, cancellationToken);
            if (repeated == 0)
                return (keyed, note.Length == 0 ? candidate.Origin : $"{candidate.Origin}; {note}");
            note = Append(
                note,
                System.FormattableString.Invariant(
                    $"{name} ({candidate.Origin}) is not unique: {repeated:#,##0} {(repeated == 1 ? "value repeats" : "values repeat")}"
                )
            );
        }
        return (tables, $"rows are compared as a multiset: {(note.Length == 0 ? "no key is known; add config(unique_key=…) to the model" : note)}");

        static string Append(string note, string more) => note.Length == 0 ? more : $"{note}; {more}";
    }

    private static async Task<(IReadOnlyList<string> Columns, bool Rows)> ChanceAsync(
        ModelPair pair,
        ComparedTables tables,
        ChanceOrder chance,
        CancellationToken cancellationToken
    )
    {
        var before = await chance.FindAsync(isHead: false, pair.Base!.Dataset, [.. tables.Key.Select(k => k.Before.Name)], cancellationToken);
        var after = await chance.FindAsync(isHead: true, pair.Head!.Dataset, [.. tables.Key.Select(k => k.After.Name)], cancellationToken);
        var columns = before.Columns.Select(c => tables.Columns.FirstOrDefault(p => IsName(p.Before.Name, c))?.After.Name).OfType<string>();
        return ([.. columns.Concat(after.Columns).Distinct(StringComparer.OrdinalIgnoreCase)], before.Rows || after.Rows);
    }

    private async Task<TableChange> RowsAsync(TableChange table, Dataset dataset, ComparedTables tables, CancellationToken cancellationToken)
    {
        if (tables.Columns.Count == 0)
        {
            var (removed, added) = (await CountAsync(tables.Before, cancellationToken), await CountAsync(tables.After, cancellationToken));
            return table with { Added = added, Removed = removed };
        }
        var changes = await RowChanges.FindAsync(database, tables, cancellationToken);
        var samples = new RowSamples(changes, dataset, redaction);
        var columns = new List<ColumnChange>();
        for (var i = 0; i < changes.Columns.Count; i++)
            if (changes.Columns[i] is { Rows: > 0 } column)
                columns.Add(
                    new ColumnChange(changes.Tables.Values[i].After.Name, column.Rows)
                    {
                        Net = column.Net,
                        Samples = await samples.OfColumnAsync(i, Sample.Limit, cancellationToken),
                        Keyed = column.Rows <= MetricChanges.MostListed ? await samples.KeyedAsync(i, MetricChanges.MostListed, cancellationToken) : null,
                    }
                );
        table = table with
        {
            Added = changes.Added,
            Removed = changes.Removed,
            Changed = changes.Changed,
            Columns = columns,
            Samples = await samples.OfRowsAsync(SamplesShown, cancellationToken),
        };
        await changes.DropAsync(cancellationToken);
        return table;
    }

    private static bool IsName(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
