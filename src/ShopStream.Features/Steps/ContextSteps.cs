using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Which run and which rows a scenario is about.</summary>
[Binding, Family("context", Order = -1)]
public sealed class ContextSteps(SpecContext spec)
{
    /// <summary>Said for the reader: every scenario is about the latest run unless it names another.</summary>
    [Given("the latest run")]
    [Example("the latest run")]
    public void TheLatestRun() => _ = spec.Run;

    /// <summary>The scenario is not judged when another run is.</summary>
    [Given("the run of {date}")]
    [Example("the run of 2025-11-28")]
    public void TheRunOf(DateOnly date) => spec.SetRun(date);

    /// <summary>Every question about the dataset is about those rows only.</summary>
    [Given("only rows of {dataset} where {condition}")]
    [Example("only rows of raw orders where status is one of shipped, delivered")]
    [Example("only rows of raw events where user_id is not null")]
    public void OnlyRows(Dataset dataset, Condition condition)
    {
        if (condition.Columns.FirstOrDefault(c => c.Contains('.', StringComparison.Ordinal)) is { } foreign)
            throw new FormatException($"'{foreign}' is a column of another table: expected a bare column of {dataset}");
        spec.Limit(dataset, condition);
    }
}
