using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>How a simple SQL condition compares.</summary>
internal enum SqlComparison
{
    Equal,
    Differs,
    Below,
    AtMost,
    Above,
    AtLeast,
    In,
    NotIn,
    Between,
    IsNull,
    IsNotNull,
}

/// <summary>A condition on one column, from SQL.</summary>
/// <param name="Column">The column.</param>
/// <param name="Comparison">How it compares.</param>
/// <param name="Values">The values, or one other column.</param>
/// <param name="IsColumn">Whether the value is a column.</param>
internal sealed record SqlPredicate(string Column, SqlComparison Comparison, IReadOnlyList<string> Values, bool IsColumn = false)
{
    private string Written => Identifier.Written(Column);

    private string First => SentenceParts.Value(Values[0]);

    /// <summary>The conditions of sentences that select the same rows; null if there are none. SQL selects no row whose column is NULL.</summary>
    public IReadOnlyList<string>? Conditions() =>
        IsColumn
            ? null
            : Comparison switch
            {
                SqlComparison.Equal => [$"{Written} is {First}"],
                SqlComparison.Differs or SqlComparison.NotIn => [$"{Written} is not one of {SentenceParts.Values(Values)}", $"{Written} is not null"],
                SqlComparison.Below => [$"{Written} is below {First}"],
                SqlComparison.AtMost => [$"{Written} is at most {First}"],
                SqlComparison.Above => [$"{Written} is above {First}"],
                SqlComparison.AtLeast => [$"{Written} is at least {First}"],
                SqlComparison.In => [$"{Written} is one of {SentenceParts.Values(Values)}"],
                SqlComparison.Between => [$"{Written} is between {First} and {SentenceParts.Value(Values[1])}"],
                SqlComparison.IsNull => [$"{Written} is null"],
                _ => [$"{Written} is not null"],
            };

    /// <summary>The sentence that the condition holds for every row; NULLs are ignored, as a test in SQL does.</summary>
    /// <param name="dataset">The rows.</param>
    public string? Sentence(Dataset dataset)
    {
        if (IsColumn)
        {
            var other = Identifier.Written(Values[0]);
            return Comparison switch
            {
                SqlComparison.Equal => $"{Written} equals {other} in every row of {dataset}",
                SqlComparison.Differs => $"{Written} in {dataset} differs from {other}",
                SqlComparison.Below => $"{Written} in {dataset} is smaller than {other}",
                SqlComparison.AtMost => $"{Written} in {dataset} is at most as large as {other}",
                SqlComparison.Above => $"{Written} in {dataset} is larger than {other}",
                SqlComparison.AtLeast => $"{Written} in {dataset} is at least as large as {other}",
                _ => null,
            };
        }
        return Comparison switch
        {
            SqlComparison.Equal => $"{Written} in {dataset} is exactly {First}",
            SqlComparison.Differs or SqlComparison.NotIn => $"{Written} in {dataset} is none of {SentenceParts.Values(Values)}",
            SqlComparison.Below => $"{Written} in {dataset} is below {First}",
            SqlComparison.AtMost => $"{Written} in {dataset} is at most {First}",
            SqlComparison.Above => $"{Written} in {dataset} is above {First}",
            SqlComparison.AtLeast => $"{Written} in {dataset} is at least {First}",
            SqlComparison.In => $"{Written} in {dataset} is one of {SentenceParts.Values(Values)}",
            SqlComparison.Between => $"{Written} in {dataset} is between {First} and {SentenceParts.Value(Values[1])}",
            SqlComparison.IsNull => $"{Written} in {dataset} is always null",
            _ => $"{Written} is never null in {dataset}",
        };
    }
}
