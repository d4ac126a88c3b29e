using ShopStream.Features.JsonSchemas;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on the values of a column: every predicate holds for all rows, or for a share of them.</summary>
[Binding, Family("values", Order = 4)]
public sealed class PredicateSteps(SpecContext spec)
{
    [Then("{column} in {dataset} {predicate}{modifiers}")]
    [Example("status in raw orders is one of pending, processing, shipped, delivered, cancelled, refunded")]
    [Example("quantity in raw order_items is between 1 and 5")]
    [Example("price in raw products is never negative")]
    [Example("unit_price in raw order_items is at least 0.01")]
    [Example("country in raw users matches [A-Z]{3}")]
    [Example("status in raw orders is none of test, unknown")]
    [Example("name in raw products is never blank")]
    [Example("country in raw users has exactly 3 characters")]
    [Example("signup_date in staging stg_users is at or before last_login")]
    [Example("email in raw users is a valid email address, except in at most 10 rows")]
    [Example("payment_method in raw orders is one of card, paypal, where status is shipped")]
    [Example("last_login in staging stg_users is at most 3650 days after signup_date")]
    [Example("metadata in raw events has the JSON keys device and os")]
    [Example("country in raw users is in upper case, in at least 99 % of rows, for each signup_date")]
    [Example("cancelled_at in raw orders is always null, where status is delivered")]
    [Example("discount in raw orders is never between 0.9 and 1")]
    [Example("currency in raw orders is exactly EUR")]
    [Example("name in raw products never matches test.*")]
    [Example("sku in raw products is like SKU-%")]
    [Example("valid_from in core dim_prices is a date written yyyy-MM-dd")]
    public void Every(ColumnName column, Dataset dataset, Predicate predicate, Modifiers modifiers)
    {
        if (predicate.Rule is { } rule)
            AddRule(column, dataset, rule, modifiers);
        else
            Add(dataset, predicate.On(column.Name), predicate.JudgesNulls, modifiers);
    }

    /// <summary>The share is one of all values; nulls are ignored, unless the predicate is about them.</summary>
    [Then("at least {percent} of {column} in {dataset} {predicate}{modifiers}")]
    [Example("at least 95 % of payment_method in raw orders is not null")]
    [Example("at least 90 % of status in raw orders is one of shipped, delivered")]
    [Example("at least 99.5 % of quantity in raw order_items is between 1 and 5")]
    [Example("at least 99 % of country in raw users matches [A-Z]{3}")]
    public void Share(Percent percent, ColumnName column, Dataset dataset, Predicate predicate, Modifiers modifiers)
    {
        var (rows, share) = (modifiers.Take().On(spec.Rows(dataset)), Modifiers.Percentage(percent.Value));
        spec.AddCheck(
            predicate.Rule is { } rule
                ? new ValuesKeepRule(rows, column.Name, rule, Allowance.Share(share))
                : RowChecks.Share(rows, share, predicate.On(column.Name), predicate.JudgesNulls)
        );
    }

    [Then("{column} equals {formula} in every row of {dataset}{modifiers}")]
    [Example("line_total equals quantity * unit_price in every row of source order_items")]
    public void EqualsFormula(ColumnName column, Formula formula, Dataset dataset, Modifiers modifiers)
    {
        SpecContext.RequireTwoSides(Identifier.Written(column.Name), $"{formula}");
        Add(dataset, new IsSameAs(column.Name, formula), judgesNulls: false, modifiers.Take(groups: true, limits: true));
    }

    [Then("{column} {comparison} {formula} in every row of {dataset}{modifiers}")]
    [Example("total_amount is at least discount + 0.01 in every row of source orders")]
    public void ComparesWithFormula(ColumnName column, ComparedBy compared, Formula formula, Dataset dataset, Modifiers modifiers)
    {
        SpecContext.RequireTwoSides(Identifier.Written(column.Name), $"{formula}");
        Add(dataset, new ComparesFormula(column.Name, compared.Comparison, formula), judgesNulls: false, modifiers);
    }

    [Then("{columns} in {dataset} are one of these combinations:")]
    [Example(
        """
            status and payment_method in raw orders are one of these combinations:
              | status  | payment_method |
              | pending | card           |
              | shipped | paypal         |
            """
    )]
    [RowsOfData]
    public void Combinations(ColumnNames columns, Dataset dataset, DataTable table)
    {
        UniquenessSteps.RequireDifferent(columns);
        if (table.RowCount == 0)
            throw new FormatException("the table has no combination: expected a row for each");
        var allowed = table.Rows.Select(r => new AllOf([
            .. columns.Names.Select(c => new Compares(c, Quality.Data.Comparison.Equal, r.Cell(Identifier.Written(c)))),
        ]));
        Add(
            dataset,
            new InWords(
                new AnyOf([.. allowed]),
                columns.Names[0],
                $"and {Identifier.Listing([.. columns.Names.Skip(1)])} are one of {table.RowCount} combinations"
            ),
            judgesNulls: false,
            Modifiers.None
        );
    }

    [Then("{column} in {dataset} is JSON that meets this schema{modifiers}:")]
    [Example("metadata in raw events is JSON that meets this schema:\n  \"\"\"\n  { \"type\": \"object\", \"required\": [\"device\"] }\n  \"\"\"")]
    public void MeetsSchema(ColumnName column, Dataset dataset, Modifiers modifiers, string schema) =>
        AddRule(column, dataset, MeetsJsonSchema.Parse(schema), modifiers);

    [Then("{column} in {dataset} is JSON that meets the schema {file}{modifiers}")]
    [Example("metadata in raw events is JSON that meets the schema schemas/event.json")]
    [Example("metadata in raw events is JSON that meets the schema schemas/event.json, where event_type is search")]
    public void MeetsSchemaOfFile(ColumnName column, Dataset dataset, FilePath file, Modifiers modifiers)
    {
        var schema = MeetsJsonSchema.Parse(spec.Text(file.Path, "a JSON schema"), file.Path);
        AddRule(
            column,
            dataset,
            schema,
            modifiers,
            ($"{Identifier.Written(column.Name)} in {dataset} is JSON that meets this schema{modifiers.Text}:", schema.Text)
        );
    }

    [Then("at least one of {columns} is not null in every row of {dataset}{modifiers}")]
    [Example("at least one of email and phone is not null in every row of raw users")]
    public void AnyPresent(ColumnNames columns, Dataset dataset, Modifiers modifiers) =>
        Add(dataset, new AnyOf([.. columns.Names.Select(c => new Not(new IsNull(c)))]), judgesNulls: true, modifiers);

    [Then("{columns} differ in every row of {dataset}{modifiers}")]
    [Example("billing_id and shipping_id differ in every row of raw orders")]
    public void Differ(ColumnNames columns, Dataset dataset, Modifiers modifiers)
    {
        UniquenessSteps.RequireDifferent(columns);
        var pairs = columns.Names.SelectMany((one, i) => columns.Names.Skip(i + 1).Select(other => new Not(new ComparesWith(one, Comparison.Equal, other))));
        Add(dataset, new InWords(new AllOf([.. pairs]), columns.Names[0], $"and {Identifier.Listing([.. columns.Names.Skip(1)])} differ"), false, modifiers);
    }

    private void AddRule(ColumnName column, Dataset dataset, ValueRule rule, Modifiers modifiers, (string Text, string DocString)? alone = null) =>
        spec.AddCheck(
            new ValuesKeepRule(modifiers.Take(limits: true, nulls: true).On(spec.Rows(dataset)), column.Name, rule, modifiers.Allowed)
            {
                JudgesNulls = modifiers.NullsIncluded,
            },
            alone: alone
        );

    private void Add(Dataset dataset, Condition condition, bool judgesNulls, Modifiers modifiers) =>
        spec.AddCheck(RowChecks.Every(modifiers.Take(groups: true, limits: true, nulls: !judgesNulls), spec.Rows(dataset), condition, judgesNulls));
}

/// <summary>Sentences on the values that occur.</summary>
[Binding, Family("values", Order = 4)]
public sealed class ValueSetSteps(SpecContext spec)
{
    [Then("{column} in {dataset} takes exactly the values {values}{modifiers}")]
    [Example("status in raw orders takes exactly the values pending, processing, shipped, delivered, cancelled, refunded")]
    public void ExactlyTheValues(ColumnName column, Dataset dataset, Values values, Modifiers modifiers) =>
        spec.AddCheck(new TakesValues(modifiers.Take().On(spec.Rows(dataset)), column.Name, values.Texts, AllowOthers: false));

    [Then("{column} in {dataset} takes at least the values {values}{modifiers}")]
    [Example("country in raw users takes at least the values DEU, FRA")]
    public void AtLeastTheValues(ColumnName column, Dataset dataset, Values values, Modifiers modifiers) =>
        spec.AddCheck(new TakesValues(modifiers.Take().On(spec.Rows(dataset)), column.Name, values.Texts, AllowOthers: true));

    [Then("the most common {column} in {dataset} is one of {values}{modifiers}")]
    [Example("the most common status in raw orders is one of delivered, shipped")]
    public void MostCommon(ColumnName column, Dataset dataset, Values values, Modifiers modifiers) =>
        spec.AddCheck(new NoneFound(new MostCommonValues(modifiers.Take().On(spec.Rows(dataset)), new IsOneOf(column.Name, values.Texts)), Allowance.None));

    [Then("no {column} in {dataset} is spelled in more than one case{modifiers}")]
    [Example("no country in raw users is spelled in more than one case")]
    public void OneSpelling(ColumnName column, Dataset dataset, Modifiers modifiers) =>
        spec.AddCheck(new NoneFound(new SpellingVariants(modifiers.Take(limits: true).On(spec.Rows(dataset)), column.Name), modifiers.Allowed));

    [Then("{column} in {dataset} has exactly {count} different value(s){modifiers}")]
    [Example("category in raw products has exactly 7 different values")]
    public void ExactlyDifferent(ColumnName column, Dataset dataset, RowCount count, Modifiers modifiers) =>
        Different(column, dataset, Comparison.Equal, count, modifiers);

    [Then("{column} in {dataset} has at least {count} different value(s){modifiers}")]
    [Example("country in raw users has at least 2 different values")]
    public void AtLeastDifferent(ColumnName column, Dataset dataset, RowCount count, Modifiers modifiers) =>
        Different(column, dataset, Comparison.AtLeast, count, modifiers);

    [Then("{column} in {dataset} has at most {count} different value(s){modifiers}")]
    [Example("status in raw orders has at most 6 different values")]
    public void AtMostDifferent(ColumnName column, Dataset dataset, RowCount count, Modifiers modifiers) =>
        Different(column, dataset, Comparison.AtMost, count, modifiers);

    private void Different(ColumnName column, Dataset dataset, Comparison comparison, RowCount count, Modifiers modifiers)
    {
        if (count.Rows == 0)
            throw new FormatException(
                comparison == Comparison.AtLeast
                    ? "every column has at least 0 different values: the check cannot fail; expected 1 or more"
                    : $"a column without values is not judged: the check cannot pass; expected 1 or more, or '{Identifier.Written(column.Name)} is always null'"
            );
        spec.AddCheck(new DifferentValues(modifiers.Take().On(spec.Rows(dataset)), column.Name, comparison, count.Rows));
    }
}
