namespace ShopStream.Quality.Changes;

/// <summary>How a model differs between the two sides.</summary>
public enum ModelChangeKind
{
    /// <summary>Its SQL differs, comments and white space aside.</summary>
    Changed,

    /// <summary>Only the head has it.</summary>
    Added,

    /// <summary>Only the base has it.</summary>
    Removed,

    /// <summary>It has another name or layer, with the same SQL.</summary>
    Moved,

    /// <summary>Only its materialization or key differs: its rows cannot.</summary>
    Configured,
}

/// <summary>A model that was changed itself.</summary>
/// <param name="Dataset">Its dataset at the head; at the base, if it was removed.</param>
/// <param name="File">Its file, relative to the models' folder, at that side.</param>
/// <param name="Kind">How it differs.</param>
public sealed record ModelChange(string Dataset, string File, ModelChangeKind Kind)
{
    /// <summary>Its dataset at the base, if it was moved; null otherwise.</summary>
    public string? From { get; init; }

    /// <summary>Metric definitions whose change is all that its SQL differs by; empty if its file differs.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>What differs in its configuration, such as "key: a → b"; empty for nothing.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];

    /// <summary>Lines of its file that differ.</summary>
    public IReadOnlyList<ChangedLine> Lines { get; init; } = [];
}

/// <summary>A line of a model's file that one side alone has.</summary>
/// <param name="Number">Number of the line, from 1; of the line before which it stood, if the head does not have it.</param>
/// <param name="Text">The line, trimmed.</param>
/// <param name="IsAdded">Whether the head has it.</param>
public sealed record ChangedLine(int Number, string Text, bool IsAdded);
