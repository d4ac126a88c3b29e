namespace ShopStream.Quality.Results;

/// <summary>Effect of a reconciling item in a run.</summary>
/// <param name="Line">Line in reconciling-items.csv, from 1.</param>
/// <param name="Check">Sentence of a check, or name of a scenario.</param>
/// <param name="Key">Key whose difference it explains, such as order=17.</param>
/// <param name="Amount">Actual minus expected.</param>
/// <param name="Reason">Why the difference is accepted.</param>
/// <param name="Owner">Person or team responsible for it.</param>
/// <param name="Expires">Last day on which it is applied.</param>
/// <param name="State">Its effect.</param>
/// <param name="Message">Its effect in words.</param>
public sealed record ItemResult(
    int Line,
    string Check,
    string Key,
    decimal Amount,
    string Reason,
    string Owner,
    DateOnly Expires,
    ItemState State,
    string Message
)
{
    /// <summary>Whether it should be reviewed, because it has expired or explains nothing. The run then has a warning.</summary>
    public bool IsStale => State is ItemState.ExplainsNothing or ItemState.Expired;
}

/// <summary>Effects of a reconciling item.</summary>
public enum ItemState
{
    /// <summary>It explains the difference of its key, to the cent.</summary>
    Explains,

    /// <summary>No difference matches it: a warning.</summary>
    ExplainsNothing,

    /// <summary>It has expired and is not applied: a warning.</summary>
    Expired,

    /// <summary>Its check was not selected or not judged, or more keys differ than are listed.</summary>
    NotJudged,
}
