using System.Globalization;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on the age of rows and on days without any.</summary>
[Binding, Family("freshness", Order = 9)]
public sealed class FreshnessSteps(SpecContext spec)
{
    [Then("the newest {column} in {dataset} is at most {age} older than the run{modifiers}")]
    [Example("the newest created_at in raw orders is at most 26 hours older than the run")]
    [Example("the newest event_ts in source events is at most 90 minutes older than the run")]
    [Example("the newest created_at in raw orders is at most 7 days older than the run, for each country")]
    public void AtMostOlder(ColumnName column, Dataset dataset, Age age, Modifiers modifiers)
    {
        var rows = modifiers.Take(groups: true).On(spec.Rows(dataset));
        spec.AddCheck(modifiers.By is { } by ? new FreshnessByGroup(rows, column.Name, age, by) : new Freshness(rows, column.Name, age));
    }

    [Then("{dataset} has rows for every {unit} of {column}{modifiers}")]
    [Example("raw events has rows for every day of event_ts")]
    [Example("raw events has rows for every hour of event_ts, where event_type is page_view")]
    [Example("raw orders has rows for every month of created_at, for each country")]
    public void EveryPeriod(Dataset dataset, Unit unit, ColumnName column, Modifiers modifiers) => Every(dataset, unit.Value, column, false, modifiers);

    [Then("{dataset} has rows for every day of {column}, weekends excepted{modifiers}")]
    [Example("raw orders has rows for every day of created_at, weekends excepted")]
    public void EveryWeekday(Dataset dataset, ColumnName column, Modifiers modifiers) => Every(dataset, CalendarUnit.Day, column, true, modifiers);

    [Then("no {unit} of {column} in {dataset} has fewer than {percent} of the median rows{modifiers}")]
    [Example("no day of created_at in raw orders has fewer than 25 % of the median rows")]
    public void NoThinPeriod(Unit unit, ColumnName column, Dataset dataset, Percent percent, Modifiers modifiers)
    {
        if (percent.Value == 0)
            throw new FormatException("no number of rows is below 0 % of another: the check cannot fail; expected a larger share");
        spec.AddCheck(new NoThinPeriod(modifiers.Take(groups: true).On(spec.Rows(dataset)), column.Name, unit.Value, percent.Value, modifiers.By));
    }

    [Then("{column} in {dataset} is never in the future{modifiers}")]
    [Example("created_at in raw orders is never in the future")]
    public void NeverInFuture(ColumnName column, Dataset dataset, Modifiers modifiers) => Age(column, dataset, null, false, modifiers);

    [Then("{column} in {dataset} is at most {age} older than the run{modifiers}")]
    [Example("created_at in raw orders is at most 3650 days older than the run")]
    public void AtMostOld(ColumnName column, Dataset dataset, Age age, Modifiers modifiers) => Age(column, dataset, age, true, modifiers);

    [Then("{column} in {dataset} is at least {age} older than the run{modifiers}")]
    [Example("created_at in raw orders is at least 1 day older than the run, where status is delivered")]
    public void AtLeastOld(ColumnName column, Dataset dataset, Age age, Modifiers modifiers) => Age(column, dataset, age, false, modifiers);

    private void Every(Dataset dataset, CalendarUnit unit, ColumnName column, bool exceptWeekends, Modifiers modifiers) =>
        spec.AddCheck(new EveryPeriod(modifiers.Take(groups: true).On(spec.Rows(dataset)), column.Name, unit, exceptWeekends, modifiers.By));

    private void Age(ColumnName column, Dataset dataset, Age? limit, bool isAtMost, Modifiers modifiers) =>
        spec.AddCheck(new AgeOfValues(modifiers.Take().On(spec.Rows(dataset)), column.Name, limit, isAtMost));
}

/// <summary>Sentences that compare amounts with earlier runs.</summary>
[Binding, Family("volume", Order = 10)]
public sealed class VolumeSteps(SpecContext spec)
{
    [Then("{figure} in {dataset} is within {percent} of the mean of its last {count} run(s){modifiers}")]
    [Example("the number of rows in raw events is within 20 % of the mean of its last 7 runs")]
    [Example("the sum of quantity in raw order_items is within 20 % of the mean of its last 7 runs")]
    [Example("the average total_amount in raw orders is within 10 % of the mean of its last 7 runs, where status is delivered")]
    public void FigureNearMean(Figure figure, Dataset dataset, Percent percent, RowCount runs, Modifiers modifiers) =>
        Near(Tracked(figure, dataset, modifiers), percent, runs);

    [Then("{column} in {dataset} is within {percent} of the mean of its last {count} run(s)")]
    [Example("revenue in raw orders is within 2.5 % of the mean of its last 7 runs")]
    public void AmountNearMean(ColumnName metric, Dataset dataset, Percent percent, RowCount runs) => Near(Amount(metric, dataset), percent, runs);

    [Then("{figure} in {dataset} is usual for its weekday{modifiers}")]
    [Example("the number of rows in raw events is usual for its weekday")]
    [Example("the sum of quantity in raw order_items is usual for its weekday")]
    [Example("the number of different user_id in raw orders is usual for its weekday")]
    public void FigureUsual(Figure figure, Dataset dataset, Modifiers modifiers) => Usual(Tracked(figure, dataset, modifiers));

    [Then("{column} in {dataset} is usual for its weekday")]
    [Example("revenue in raw orders is usual for its weekday")]
    public void AmountUsual(ColumnName metric, Dataset dataset) => Usual(Amount(metric, dataset));

    [Then("{figure} in {dataset} is within {number} MAD(s) of the median of the same weekday{modifiers}")]
    [Example("the number of rows in raw events is within 5 MADs of the median of the same weekday")]
    [Example("the sum of quantity in raw order_items is within 5 MADs of the median of the same weekday")]
    public void FigureWithinMads(Figure figure, Dataset dataset, Number mads, Modifiers modifiers) => Usual(Tracked(figure, dataset, modifiers), mads);

    [Then("{column} in {dataset} is within {number} MAD(s) of the median of the same weekday")]
    [Example("revenue in raw orders is within 5 MADs of the median of the same weekday")]
    public void AmountWithinMads(ColumnName metric, Dataset dataset, Number mads) => Usual(Amount(metric, dataset), mads);

    /// <summary>The last day that was over when the data was taken, judged by the days before it in the table, from the first run on.</summary>
    [Then("the rows of {dataset} by day of {column} are usual{modifiers}")]
    [Example("the rows of raw events by day of event_ts are usual")]
    [Example("the rows of raw orders by day of created_at are usual, for each country")]
    public void RowsUsualByDay(Dataset dataset, ColumnName column, Modifiers modifiers) => FigureUsualByDay(new NumberOfRows(), dataset, column, modifiers);

    [Then("{figure} in {dataset} by day of {column} is usual{modifiers}")]
    [Example("the average total_amount in raw orders by day of created_at is usual")]
    [Example("the sum of total_amount in raw orders by day of created_at is usual, for each country, where status is shipped")]
    public void FigureUsualByDay(Figure figure, Dataset dataset, ColumnName column, Modifiers modifiers)
    {
        if (!figure.HasGroups || figure is NumberOfColumns)
            throw new FormatException($"{figure} cannot be measured for each day: expected a figure such as the number of rows or the average of a column");
        var measured = new MeasuredFigure(figure, modifiers.Take(groups: true).On(spec.Rows(dataset)));
        var day = new GroupKey(column.Name, ByDay: true);
        spec.AddCheck(new UsualDay(measured, modifiers.By is { } by ? [new GroupKey(by), day] : [day]));
    }

    [Then("{column} in {dataset} by {keys} is usual")]
    [Example("revenue in raw orders by day is usual")]
    [Example("revenue in raw orders by day and country is usual")]
    public void AmountUsualByDay(ColumnName metric, Dataset dataset, Keys keys)
    {
        var measure = spec.Measure(metric.Name, dataset, keys.Names);
        if (measure.By.Count(k => k.ByDay) != 1)
            throw new FormatException(
                $"'by {string.Join(" and ", keys.Names)}' has no day whose {metric.Name} could be usual: expected 'by day' or 'by day and {keys.Names[0]}'"
            );
        spec.AddCheck(new UsualDay(new MeasuredFigure(new Total(measure.Column), measure.Relation), measure.By, metric.Name));
    }

    private TrackedMetric Tracked(Figure figure, Dataset dataset, Modifiers modifiers) =>
        TrackedFigure.Of(new MeasuredFigure(figure, modifiers.Take().On(spec.Rows(dataset))));

    private TrackedMetric Amount(ColumnName metric, Dataset dataset) =>
        TrackedMetric.AmountOf(metric.Name, spec.Rows(dataset), spec.Measure(metric.Name, dataset, []));

    private void Near(TrackedMetric metric, Percent percent, RowCount runs)
    {
        if (runs.Rows is < 1 or > 100_000)
            throw new FormatException($"the mean of {runs.Rows.ToString(CultureInfo.InvariantCulture)} runs cannot be computed: expected 1 to 100000");
        spec.AddCheck(new NearHistoricalMean(metric, percent.Value, (int)runs.Rows));
    }

    private void Usual(TrackedMetric metric, Number? mads = null) => spec.AddCheck(new UsualForWeekday(metric, mads?.Value));
}
