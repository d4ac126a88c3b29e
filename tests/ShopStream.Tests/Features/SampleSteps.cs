using Reqnroll;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;

namespace ShopStream.Tests.Features;

/// <summary>Collects the checks of one scenario as texts.</summary>
internal sealed class SampleContext : ICheckContext
{
    private Step? step;

    public List<string> All { get; } = [];

    public List<string> Notes { get; } = [];

    public int CheckCount => All.Count;

    public void BeginStep(Step step) => this.step = step;

    public void Add(string check) => All.Add($"{step?.Line}: {check}");
}

internal sealed record Table(string Layer, string Name);

internal sealed record Amount(decimal Value);

[Binding]
internal static class SampleArguments
{
    [StepArgumentTransformation("(source|raw|core) ([a-z_]+)", Name = "dataset")]
    public static Table Dataset(string layer, string name) =>
        name.Length <= 20 ? new Table(layer, name) : throw new FormatException($"'{name}' is longer than a table's name may be");

    [StepArgumentTransformation(@"^(\d+)(k?)$", Name = "amount")]
    public static Amount Amount(decimal number, string thousands) => new(thousands.Length > 0 ? number * 1000 : number);
}

[Binding]
[Family("row counts", Order = -1)]
internal sealed class RowSteps(SampleContext context)
{
    private int calls;

    [Given("only rows of {dataset} where {}")]
    [Example("only rows of raw orders where status is one of paid, shipped")]
    public void Only(Table table, string condition) => context.Notes.Add($"{table.Name} where {condition} (call {++calls})");

    [Then("{dataset} has exactly {int} row(s)")]
    [Example("core dim_users has exactly 1000 rows")]
    [Example("core dim_date has exactly 1 row")]
    public void Exactly(Table table, int rows) => context.Add($"{table.Name} = {rows} (call {++calls})");

    [Then("{dataset} has as many rows as {dataset}")]
    [Example("raw orders has as many rows as source orders")]
    public void AsMany(Table left, Table right) => context.Add($"{left} as {right}");

    [Then("these layers have the same number of rows:")]
    [Example(
        """
            these layers have the same number of rows:
              | layer  | table  |
              | source | orders |
            """
    )]
    public void Same(DataTable table) => context.Add(string.Join('=', table.Rows.Select(r => $"{r.Cell("layer")}.{r.Cell("table")}")));
}

[Binding]
internal sealed class OtherThingSteps(SampleContext context)
{
    [Then("this query finds no rows in {word}:")]
    [Example("this query finds no rows in core:\n\"\"\"\nselect 1\n\"\"\"")]
    public void Query(string layer, string sql) => context.Add($"{layer}: {sql}");

    [Then("the total is within {decimal} % of {amount}")]
    [Example("the total is within 0.5 % of 10k")]
    public void Within(decimal percent, Amount amount) => context.Add($"{percent} of {amount.Value}");

    [StepDefinition("{word} is said")]
    [Example("nothing is said")]
    public static void Said(string what) =>
        _ = what switch
        {
            "wrong" => throw new ArgumentException("wrong is not to be said", nameof(what)),
            "bug" => throw new NotSupportedException("oops"),
            _ => what,
        };
}
