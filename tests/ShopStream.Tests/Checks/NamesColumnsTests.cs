using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

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
