namespace ShopStream.Quality.Results;

/// <summary>A fault that another check of the run locates further upstream: this check fails in consequence of it.</summary>
/// <param name="Dataset">Dataset in which the fault begins, such as raw orders.</param>
/// <param name="Scenario">Name of the scenario that locates it.</param>
/// <param name="File">Feature file of that scenario.</param>
/// <param name="Line">Line of the check that locates it.</param>
public sealed record RootCause(string Dataset, string Scenario, string File, int Line)
{
    /// <summary>The other table, where two of one layer contradict each other and nothing upstream says which is wrong; otherwise null.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Contradicts { get; init; }

    /// <summary>Where the fault begins, in words: one table, or one of two.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Place => Contradicts is null ? Dataset : $"{Dataset} or {Contradicts}";
}
