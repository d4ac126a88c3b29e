namespace ShopStream.Quality.Results;

/// <summary>What became of a reconciling item in a run.</summary>
/// <param name="Line">In reconciling-items.csv.</param>
/// <param name="Check">A claim's sentence, or the name of a scenario.</param>
/// <param name="Key">What it explains: order=17.</param>
/// <param name="Amount">Actual less expected.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="Owner">Who is responsible.</param>
/// <param name="Expires">The last day on which it explains anything.</param>
/// <param name="State">What became of it.</param>
/// <param name="Message">The state in words.</param>
public sealed record ItemResult(int Line, string Check, string Key, decimal Amount, string Reason, string Owner, DateOnly Expires, ItemState State, string Message)
{
    /// <summary>Whether somebody should look at it: the run is warned then.</summary>
    public bool IsStale => State is ItemState.ExplainsNothing or ItemState.Expired;
}

/// <summary>What becomes of a reconciling item.</summary>
public enum ItemState
{
    /// <summary>It explains a part of a difference, to the cent and to the key.</summary>
    Explains,

    /// <summary>Nothing differs as it says: a warning.</summary>
    ExplainsNothing,

    /// <summary>Its last day is over: it explains nothing, and is a warning.</summary>
    Expired,

    /// <summary>Its check was not selected, not judged, or differs in too many keys.</summary>
    NotJudged,
}
