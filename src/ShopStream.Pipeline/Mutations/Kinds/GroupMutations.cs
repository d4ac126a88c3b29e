namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A group of zeros under a key that does not exist: its totals are right, but an absent group and a group of zero are different things.</summary>
internal sealed class ZeroGroupAdded() : Mutation("zero group added", MutationLayers.Mart)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        if (scope.Keys.Count == 0 || Next(scope.Keys[^1], scope) is not { } next)
            yield break;
        var zeros = scope.Table.Columns.Where(c => c.IsMeasure && !scope.Keys.Contains(c)).Select(c => (c, "0")).Append((scope.Keys[^1], next)).ToArray();
        yield return new(
            Name,
            null,
            "TRUE",
            $"{scope.Select()} UNION ALL {scope.Select(zeros)} WHERE {scope.SampledRows}",
            "is there again under a new key, with zeros"
        );
    }

    private static string? Next(MutationColumn key, MutationScope scope)
    {
        var name = scope.Name(key);
        return key.Kind switch
        {
            MutationColumnKind.Whole => $"(SELECT MAX({name}) FROM t) + 1",
            MutationColumnKind.Day or MutationColumnKind.Moment => scope.Dialect.PlusDays($"(SELECT MAX({name}) FROM t)", "1"),
            MutationColumnKind.Text => "'zz'",
            _ => null,
        };
    }
}

/// <summary>A group of zeros whose key is NULL.</summary>
internal sealed class NullGroupAdded() : Mutation("null group added", MutationLayers.Mart)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        if (scope.Keys.Count == 0)
            yield break;
        var nulls = scope
            .Table.Columns.Where(c => c.IsMeasure && !scope.Keys.Contains(c))
            .Select(c => (c, "0"))
            .Concat(scope.Keys.Select(k => (k, "NULL")))
            .ToArray();
        yield return new(
            Name,
            null,
            "TRUE",
            $"{scope.Select()} UNION ALL {scope.Select(nulls)} WHERE {scope.SampledRows}",
            "is there again without a key, with zeros"
        );
    }
}

/// <summary>A group is in two rows that add up to it.</summary>
internal sealed class GroupSplit() : Mutation("group split", MutationLayers.Mart)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        var measures = scope.Table.Columns.Where(c => c.IsMeasure && !scope.Keys.Contains(c)).ToList();
        if (scope.Keys.Count == 0 || measures.Count == 0)
            yield break;
        string Half(MutationColumn c) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ROUND({scope.Name(c)} * 0.5, {c.Scale})");
        var first = measures.Select(c => (c, $"CASE WHEN {scope.SampledRows} THEN {scope.Name(c)} - {Half(c)} ELSE {scope.Name(c)} END")).ToArray();
        var second = measures.Select(c => (c, Half(c))).ToArray();
        yield return new(
            Name,
            null,
            "TRUE",
            $"{scope.Select(first)} UNION ALL {scope.Select(second)} WHERE {scope.SampledRows}",
            "is in two rows that add up to it"
        );
    }
}
