namespace ShopStream.Quality.Reconciliation.ReconcilingItems;

/// <summary>A known and accepted difference, as in accounting: it explains the difference of one key of a check until it expires.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Check">Sentence of a check, or name of a scenario for all of its checks.</param>
/// <param name="Key">Key as the check reports it, such as order=17.</param>
/// <param name="Amount">Actual minus expected, to the cent; 0 for a row without an amount.</param>
/// <param name="Reason">Why the difference is accepted.</param>
/// <param name="Owner">Person or team responsible for it.</param>
/// <param name="Expires">Last day on which it is applied.</param>
public sealed record ReconcilingItem(int Line, string Check, string Key, decimal Amount, string Reason, string Owner, DateOnly Expires)
{
    /// <summary>File name in the features folder.</summary>
    public const string FileName = "reconciling-items.csv";
}
