namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A fault of the rows of a day.</summary>
/// <param name="name">Name of the class.</param>
/// <param name="layers">Where it happens.</param>
internal abstract class PartitionMutation(string name, MutationLayers layers = MutationLayers.Lake | MutationLayers.Warehouse) : Mutation(name, layers)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope) =>
        scope.Day is not { } column ? [] : [Of(column, $"CAST({scope.Name(column)} AS DATE)", scope)];

    /// <summary>The mutation of a table with days.</summary>
    /// <param name="column">The column of the day.</param>
    /// <param name="day">SQL of the day.</param>
    /// <param name="scope">The table.</param>
    protected abstract DataMutation Of(MutationColumn column, string day, MutationScope scope);
}

/// <summary>The newest day is missing.</summary>
internal sealed class PartitionMissing() : PartitionMutation("partition missing")
{
    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, string day, MutationScope scope) =>
        new(
            Name,
            null,
            null,
            $"{scope.Select()} WHERE {day} < (SELECT MAX({day}) FROM t) OR {day} IS NULL",
            $"the rows of the newest {column.Name} are missing"
        );
}

/// <summary>The newest day is there twice.</summary>
internal sealed class PartitionLoadedAgain() : PartitionMutation("partition loaded again")
{
    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, string day, MutationScope scope) =>
        new(
            Name,
            null,
            null,
            $"{scope.Select()} UNION ALL {scope.Select()} WHERE {day} = (SELECT MAX({day}) FROM t)",
            $"the rows of the newest {column.Name} are duplicated"
        );
}

/// <summary>The file of the day before has today's name.</summary>
internal sealed class YesterdaysFile() : PartitionMutation("yesterday's file", MutationLayers.Lake)
{
    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, string day, MutationScope scope) =>
        new(
            Name,
            null,
            null,
            $"{scope.Select()} WHERE {day} <= (SELECT MAX({day}) FROM t) - 1 OR {day} IS NULL",
            $"yesterday's file has today's name: the rows of the newest {column.Name} are missing"
        );
}

/// <summary>A day between two others is missing.</summary>
internal sealed class MiddleDayLost() : PartitionMutation("middle day lost")
{
    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, string day, MutationScope scope) =>
        new(
            Name,
            null,
            $"{day} > (SELECT MIN({day}) FROM t) AND {day} < (SELECT MAX({day}) FROM t)",
            $"{scope.Select()} WHERE {day} <> {scope.Sampled(day)} OR {day} IS NULL",
            "is lost, with all others of its day"
        );
}

/// <summary>A day between two others has a single row left.</summary>
internal sealed class DayThinned() : PartitionMutation("day thinned")
{
    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, string day, MutationScope scope) =>
        new(
            Name,
            null,
            $"{day} > (SELECT MIN({day}) FROM t) AND {day} < (SELECT MAX({day}) FROM t)",
            $"{scope.Select()} WHERE {day} <> {scope.Sampled(day)} OR {day} IS NULL OR {scope.SampledRows}",
            "is the only one left of its day"
        );
}
