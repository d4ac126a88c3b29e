using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Hops;

namespace ShopStream.Reports.Page;

/// <summary>What is looked up of a run while its page is written: found once, however often the page is written with less.</summary>
/// <param name="Anchors">The ids of its scenarios.</param>
/// <param name="Accusations">Where what did not hold begins.</param>
/// <param name="Findings">What did not pass, in the order in which it is shown.</param>
/// <param name="Readers">Who reads what.</param>
internal sealed record Lookups(Anchors Anchors, Accusations Accusations, IReadOnlyList<Found> Findings, ILookup<string, Reader> Readers)
{
    public static Lookups Of(RunResult run)
    {
        var accusations = new Accusations(run);
        return new(new Anchors(run), accusations, Page.Findings.Of(run, accusations), Guards.Readers(run));
    }
}
