using ShopStream.Features.Sentences;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences that select the run and the rows of a scenario.</summary>
[Binding, Family("context", Order = -1)]
public sealed class ContextSteps(SpecContext spec)
{
    /// <summary>Has no effect: every scenario uses the latest run unless it names another. The sentence is for readers.</summary>
    [Given("the latest run")]
    [Example("the latest run")]
    public void TheLatestRun() => _ = spec.Run;

    /// <summary>A run of another date does not judge the scenario.</summary>
    [Given("the run of {date}")]
    [Example("the run of 2025-11-28")]
    public void TheRunOf(DateOnly date) => spec.SetRun(date);

    /// <summary>Every later check of the dataset uses these rows only.</summary>
    [Given("only rows of {dataset} where {condition}")]
    [Example("only rows of raw orders where status is one of shipped, delivered")]
    [Example("only rows of raw events where user_id is not null")]
    public void OnlyRows(Dataset dataset, Condition condition)
    {
        if (condition.Columns.FirstOrDefault(c => Identifier.Split(c).Table is not null) is { } qualified)
            throw new FormatException(
                $"'{Identifier.Written(qualified)}' is a column of another table: "
                    + $"expected a bare column of {dataset}; one with a dot in its name is in double quotes"
            );
        spec.Limit(dataset, condition);
    }
}
