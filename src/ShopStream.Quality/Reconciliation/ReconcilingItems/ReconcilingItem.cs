namespace ShopStream.Quality.Reconciliation.ReconcilingItems;

/// <summary>A known difference, as accountants keep it: it explains a part of a check's difference until it expires.</summary>
/// <param name="Line">The line in its file, from 1.</param>
/// <param name="Check">A claim's sentence, or the name of a scenario for all of its claims.</param>
/// <param name="Key">As the check names it: order=17.</param>
/// <param name="Amount">Actual less expected, to the cent; 0 for a row that carries no amount.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="Owner">Who is responsible.</param>
/// <param name="Expires">The last day on which it explains anything.</param>
public sealed record ReconcilingItem(int Line, string Check, string Key, decimal Amount, string Reason, string Owner, DateOnly Expires)
{
    /// <summary>The file's name in the features folder.</summary>
    public const string FileName = "reconciling-items.csv";
}
