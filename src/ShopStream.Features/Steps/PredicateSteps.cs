using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on the values of a column: every predicate holds for all rows, or for a share of them.</summary>
[Binding, Family("values", Order = 4)]
public sealed class PredicateSteps(SpecContext spec)
{
    [Then("{column} in {dataset} {predicate}")]
    [Example("status in raw orders is none of test, unknown")]
    [Example("name in raw products is never blank")]
    [Example("country in raw users has exactly 3 characters")]
    [Example("signup_date in staging stg_users is at or before last_login")]
    [Example("email in raw users is a valid email address")]
    public void Every(ColumnName column, Dataset dataset, Predicate predicate) =>
        spec.AddCheck(new EveryValue(spec.Rows(dataset), predicate.On(column.Name), predicate.JudgesNulls));

    /// <summary>The share is one of all values; nulls are ignored, unless the predicate is about them.</summary>
    [Then("at least {percent} of {column} in {dataset} {predicate}")]
    [Example("at least 99 % of country in raw users is in upper case")]
    [Example("at least 95 % of name in raw products is not blank")]
    public void Share(Percent percent, ColumnName column, Dataset dataset, Predicate predicate)
    {
        var condition = predicate.On(column.Name);
        spec.AddCheck(
            new AtLeastShare(spec.Rows(dataset), ShareSteps.Share(percent), condition, new Not(condition), predicate.JudgesNulls ? null : column.Name)
        );
    }

    [Then("{column} in {dataset} takes exactly the values {values}")]
    [Example("status in raw orders takes exactly the values pending, processing, shipped, delivered, cancelled, refunded")]
    public void ExactlyTheValues(ColumnName column, Dataset dataset, Values values) =>
        spec.AddCheck(new TakesValues(spec.Rows(dataset), column.Name, values.Texts, AllowOthers: false));

    [Then("{column} in {dataset} takes at least the values {values}")]
    [Example("country in raw users takes at least the values DEU, FRA")]
    public void AtLeastTheValues(ColumnName column, Dataset dataset, Values values) =>
        spec.AddCheck(new TakesValues(spec.Rows(dataset), column.Name, values.Texts, AllowOthers: true));
}
