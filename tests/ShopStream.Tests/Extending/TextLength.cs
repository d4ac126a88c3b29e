using Reqnroll;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Extending;

/// <summary>A new kind of metric: the length of the longest text; one row with it.</summary>
public sealed record LongestText(Relation Relation, string Column) : Metric(Relation.Dataset.Store)
{
    public override string Id => Identity.Of("longest-text", Relation.Id, Identity.Value(Column));

    public override IEnumerable<ColumnReference> References => Relation.References.Append(Relation.Reference(Column));

    public static decimal LengthIn(Measurement measurement) => Measurement.TryNumber(measurement.Rows[0][0]) ?? 0;

    public override string ToSql(SqlText sql) => $"SELECT MAX(LENGTH({sql.Column(Relation, Column)})) AS \"length\"\n{sql.From(Relation)}";

    public override string ToString() => $"longest {Column} of {Relation}";
}

/// <summary>A new check: no text is longer than a number of characters.</summary>
public sealed record TextLengthAtMost(Relation Relation, string Column, long Most) : ICheck
{
    private LongestText Longest => new(Relation, Column);

    public IEnumerable<Metric> GetMetrics() => [Longest];

    public Evaluation Evaluate(Measurements measurements) =>
        LongestText.LengthIn(measurements[Longest]) is var length && length <= Most
            ? Evaluation.Passed($"at most {Most} characters", $"{length} characters")
            : Evaluation.Failed($"at most {Most} characters", $"{length} characters", $"+{length - Most}");
}

/// <summary>The sentence of the new check.</summary>
[Binding, Family("length", Order = 99)]
public sealed class TextLengthSteps(SpecContext spec)
{
    [Then("every {column} in {dataset} has at most {count} character(s)")]
    [Example("every name in raw users has at most 20 characters")]
    public void AtMost(ColumnName column, Dataset dataset, RowCount count) => spec.AddCheck(new TextLengthAtMost(spec.Rows(dataset), column.Name, count.Rows));
}
