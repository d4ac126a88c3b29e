using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Pipeline.Mutations;

/// <summary>Mutants of two faults: faults that hide each other, and faults beside one that a reconciling item signs off.</summary>
/// <param name="single">All single mutants, from which the faults are taken.</param>
/// <param name="number">A number for an id and a purpose; the same for the same seed.</param>
internal sealed class MutantPairs(IReadOnlyList<MutantPlan> single, Func<string, string, ulong> number)
{
    private const string More = "one cent more";
    private const string Less = "one cent less";

    // Changes of single rows in the warehouse; a change of all rows would drown the other fault.
    private readonly IReadOnlyList<MutantPlan> cells =
    [
        .. single.Where(p => p is { RowSelect: not null, IsModelMutation: false } && p.Mutant.Dataset.Layer >= Layer.Raw && !p.Mutant.IsEqualByValue),
    ];

    /// <summary>All pairs: for every column of cents one of each kind.</summary>
    public IEnumerable<MutantPlan> All() => cells.Where(p => string.Equals(p.Mutant.Class, More, StringComparison.Ordinal)).SelectMany(Of);

    private IEnumerable<MutantPlan> Of(MutantPlan more)
    {
        // What one column gains, another of its layer loses: no total over both notices it.
        var loses = cells.Where(p => p.Mutant.Dataset.Layer == more.Mutant.Dataset.Layer && p.Mutant.Class is Less && !IsSameColumn(p, more)).ToList();
        if (Drawn(loses, more, "loses") is { } less)
            yield return Pair(more, less, "two faults at once", $"{more.Mutant.Description}, and {less.Mutant.Description}");
        var others = cells.Where(p => p.Mutant.Dataset.Layer == more.Mutant.Dataset.Layer && !IsSameColumn(p, more)).ToList();
        if (Drawn(others, more, "beside") is not { } beside)
            yield break;
        var pair = Pair(
            more,
            beside,
            "a fault beside a reconciling item",
            $"{beside.Mutant.Description}, beside a reconciling item for {more.Mutant.Description}"
        );
        yield return pair with
        {
            Mutant = pair.Mutant with { IsBesideItem = true },
        };
    }

    private MutantPlan? Drawn(List<MutantPlan> from, MutantPlan plan, string purpose) =>
        from.Count == 0 ? null : from[(int)(number(plan.Mutant.Id, purpose) % (ulong)from.Count)];

    private static bool IsSameColumn(MutantPlan a, MutantPlan b) =>
        a.Mutant.Dataset == b.Mutant.Dataset && string.Equals(a.Mutant.Column, b.Mutant.Column, StringComparison.Ordinal);

    private static MutantPlan Pair(MutantPlan first, MutantPlan second, string kind, string description) =>
        new(
            first.Mutant with
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{first.Mutant.Id[..first.Mutant.Id.IndexOf('/', StringComparison.Ordinal)]}/{kind}"),
                Class = kind,
                Description = description,
                Row = null,
                Parts = [first.Mutant, second.Mutant],
            },
            ""
        )
        {
            Parts = [first, second],
        };
}
