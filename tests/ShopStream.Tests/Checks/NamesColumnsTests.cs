using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class NamesColumnsTests
{
    private static readonly Dataset Raw = new(Layer.Raw, "orders");
    private static readonly Dataset Source = new(Layer.Source, "orders");

    [Test]
    public void Tables_with_the_same_columns_agree_whatever_their_order_and_types() =>
        Same(["id", "status"], ["status", "id"]).Outcome.Should().Be(Outcome.Passed);

    [Test]
    public void Every_column_of_one_table_only_is_named()
    {
        var evaluation = Same(["id", "Status"], ["id", "status", "at"]);

        evaluation.Outcome.Should().Be(Outcome.Failed);
        evaluation.Difference.Should().Be("3 differences");
        evaluation.Keys.Should().Equal("only in source orders: status", "only in source orders: at", "only in raw orders: Status");
    }

    [Test]
    public void Columns_are_compared_with_those_of_the_newest_run_of_an_earlier_date()
    {
        var history = new RunHistory([Run(1, ["id int"]), Run(2, ["id int", "status varchar"]), Run(3, ["id bigint"])]);

        var evaluation = SinceLastRun(history, ["id", "at"]);

        evaluation.Expected.Should().Be("the 2 columns of the run of 2026-01-02");
        evaluation.Keys.Should().Equal("no longer there: status varchar", "new: at int");
    }

    [Test]
    public void Without_an_earlier_run_columns_are_not_judged() => SinceLastRun(RunHistory.Empty, ["id"]).Outcome.Should().Be(Outcome.NotJudged);

    [Test]
    public void The_columns_of_a_table_that_is_compared_are_recorded_and_read_back()
    {
        var run = Run(1, ["id int"]);

        HistoryJson.Read(Encoding.UTF8.GetBytes(HistoryJson.Write(run))).Columns!["raw orders"].Should().Equal(run.Columns!["raw orders"]);
    }

    private static HistoryRun Run(int day, string[] columns) =>
        HistoryRun.From(
            Samples.Complete with
            {
                Date = new DateOnly(2026, 1, day),
                Columns = new Dictionary<string, IReadOnlyList<RecordedColumn>>(StringComparer.Ordinal)
                {
                    ["raw orders"] = [.. columns.Select(c => new RecordedColumn(c.Split(' ')[0], c.Split(' ')[1]))],
                },
            }
        );

    private static Evaluation SinceLastRun(RunHistory history, string[] found)
    {
        var measurements = new Measurements();
        var past = new PastColumns(Raw);
        measurements.Add(new Shape(Raw), Columns(found, "int"));
        measurements.Add(past, past.Measure(new EvaluationContext(DateTimeOffset.UnixEpoch, new DateOnly(2026, 1, 3), history)));
        return new ColumnsOfLastRun(Raw).Evaluate(measurements);
    }

    private static Evaluation Same(string[] found, string[] wanted)
    {
        var measurements = new Measurements();
        measurements.Add(new Shape(Raw), Columns(found, "varchar"));
        measurements.Add(new Shape(Source), Columns(wanted, "int"));
        return new SameColumns(Raw, Source).Evaluate(measurements);
    }

    private static Measurement Columns(string[] names, string type) =>
        new(["name", "type", "nullable"], [.. names.Select(n => (IReadOnlyList<string?>)[n, type, "true"])]);
}
