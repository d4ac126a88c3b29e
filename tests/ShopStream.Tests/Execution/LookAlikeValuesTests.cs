using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Execution;

/// <summary>A value that is not found although a reader sees it on the other side.</summary>
[TestFixture, Category("Fast")]
public sealed class LookAlikeValuesTests
{
    private static readonly Dataset Orders = new(Layer.Raw, "orders");
    private static readonly Dataset Countries = new(Layer.Raw, "countries");
    private static readonly Dataset SourceCountries = new(Layer.Source, "countries");

    [TestCase(
        "Cre\u0300me",
        "Crème",
        "name Cre\u0300me looks like Crème of raw countries, but they differ only in Unicode form: expected U+00E8, found U+0065 U+0300."
    )]
    [TestCase(
        "FRA\u200B",
        "FRA",
        "name FRA[U+200B] looks like FRA of raw countries, but they differ only in invisible characters: expected nothing, found U+200B."
    )]
    [TestCase(
        "fra",
        "FRA",
        "name fra looks like FRA of raw countries, but they differ only in case: expected U+0046 U+0052 U+0041, found U+0066 U+0072 U+0061."
    )]
    [TestCase("FRA ", "FRA", "name FRA  looks like FRA of raw countries, but they differ only in blanks: expected nothing, found U+0020.")]
    [TestCase("DEU", "FRA", null)]
    public async Task Note_says_how_a_missing_value_differs(string missing, string existing, string? note)
    {
        var measured = await MeasureAsync(Countries, SampleLevel.Full, [missing], ["AAA", existing], "text");

        measured.Note.Should().Be(note);
    }

    [Test]
    public async Task Values_are_not_shown_where_rows_are_not()
    {
        var measured = await MeasureAsync(Countries, SampleLevel.Keys, ["fra"], ["FRA"], "text");
        measured.Note.Should().Be("A value of name looks like one of raw countries, but they differ in case.");
    }

    [Test]
    public async Task Values_of_two_stores_are_compared_too() =>
        (await MeasureAsync(SourceCountries, SampleLevel.Full, ["fra"], ["FRA"], "text")).Note.Should().Contain("looks like FRA of source countries");

    [Test]
    public async Task Numbers_do_not_look_like_each_other() => (await MeasureAsync(Countries, SampleLevel.Full, null, null, "int")).Note.Should().BeNull();

    [TestCase(Layer.Raw)]
    [TestCase(Layer.Source)]
    public void Failed_reference_has_it_as_evidence(Layer parent)
    {
        var check = new References(new Relation(Orders), "name", new Dataset(parent, "countries"), "name");
        var measurements = new Measurements();
        foreach (var metric in check.GetMetrics())
            measurements.Add(
                metric,
                new Measurement(
                    ["n"],
                    [
                        ["1"],
                    ]
                )
            );

        check.Evaluate(measurements).Evidence.OfType<LookAlikeValues>().Should().ContainSingle();
    }

    [TestCase("text", "int")]
    [TestCase("int", "text")]
    public async Task Text_does_not_look_like_a_number(string child, string parent) =>
        (await MeasureAsync(Countries, SampleLevel.Full, ["fra"], ["FRA"], child, parent)).Note.Should().BeNull();

    [TestCase("orders.name")]
    [TestCase("countries.name")]
    public async Task Values_are_not_shown_if_one_of_the_columns_is_personal(string personal) =>
        (await MeasureAsync(Countries, SampleLevel.Full, ["fra"], ["FRA"], "text", personal: personal))
            .Note.Should()
            .Be("A value of name looks like one of raw countries, but they differ in case.");

    // Null streams break when they are read.
    private static async Task<Measurement> MeasureAsync(
        Dataset parent,
        SampleLevel level,
        string[]? child,
        string[]? existing,
        string type,
        string? parentType = null,
        string personal = "none"
    )
    {
        var (orders, countries) = (new OrderedValues(new Relation(Orders), "name"), new OrderedValues(new Relation(parent), "name"));
        var stores = new Dictionary<StoreId, FakeStore> { [StoreId.Warehouse] = new(StoreId.Warehouse), [StoreId.Source] = new(StoreId.Source) };
        if (child is not null)
            stores[StoreId.Warehouse].Streams(orders, child);
        if (existing is not null)
            stores[parent.Store].Streams(countries, existing);
        var catalog = new Catalog([new TableInfo(Orders, [new("name", type, true)], []), new TableInfo(parent, [new("name", parentType ?? type, true)], [])]);
        var collector = new MetricCollector(
            catalog,
            stores.ToDictionary(s => s.Key, IStore (s) => s.Value),
            redaction: new RedactionPolicy(level, PersonalColumns.Parse(personal))
        );
        var metric = new LookAlikeValues(new MissingValues(orders, countries));
        await collector.CollectAsync([metric], CancellationToken.None);
        return collector.Measurements[metric];
    }
}
