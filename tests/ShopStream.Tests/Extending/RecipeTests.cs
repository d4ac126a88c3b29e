using System.Reflection;
using FluentAssertions;
using NUnit.Framework;
using Reqnroll;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Files;
using ShopStream.Reports.Integrations;
using ShopStream.Tests.Features;
using ShopStream.Tests.Reports.Integrations;

namespace ShopStream.Tests.Extending;

/// <summary>
/// The recipes of docs/architecture.md: a metric, a check with its sentence, a store and an integration are added without a change of what exists.
/// </summary>
[TestFixture, Category("Fast")]
public sealed class RecipeTests
{
    private const string Names = "CREATE SCHEMA raw; CREATE TABLE raw.users AS SELECT UNNEST(['Ada', 'Grace', NULL]) AS name";

    private static readonly StepRegistry Sentences = StepRegistry.From([
        .. typeof(SpecBinder).Assembly.GetTypes().Where(t => t.GetCustomAttribute<BindingAttribute>() is not null),
        typeof(TextLengthSteps),
    ]);

    [TestCase(5, Outcome.Passed, "5 characters", null)]
    [TestCase(4, Outcome.Failed, "5 characters", "+1")]
    public async Task Sentence_of_a_new_check_is_bound_and_its_new_metric_is_measured_in_a_new_store(
        int most,
        Outcome outcome,
        string actual,
        string? difference
    )
    {
        var specifications = SpecBinder.Bind(
            FeatureTexts.Of($"Feature: Users\nScenario: Names\nThen every name in raw users has at most {most} characters\n"),
            NoMetrics,
            Sentences
        );
        await using var store = new MemoryStore(Names);
        var collector = new MetricCollector(new Catalog([]), new Dictionary<StoreId, IStore> { [store.Id] = store });

        var result = (await CheckRunner.RunAsync(specifications, collector, drillDown: null, CancellationToken.None)).Single();

        var check = result.Checks.Should().ContainSingle().Subject;
        check.Outcome.Should().Be(outcome);
        check.Actual.Should().Be(actual);
        check.Difference.Should().Be(difference);
        check.Reads.Should().Equal("raw users", "raw users.name");
        check.Sql.Should().StartWith("-- DuckDB (warehouse)\nSELECT MAX(LENGTH(");
    }

    [Test]
    public async Task New_metric_is_measured_once_beside_others_of_its_table()
    {
        var users = new Relation(new Dataset(Layer.Raw, "users"));
        await using var store = new MemoryStore(Names);
        var collector = new MetricCollector(new Catalog([]), new Dictionary<StoreId, IStore> { [store.Id] = store });

        await collector.CollectAsync(
            [new LongestText(users, "name"), new AggregateMetric(users, new CountRows()), new LongestText(users, "name")],
            CancellationToken.None
        );

        collector.SentQueries(StoreId.Warehouse).Should().Be(2);
        LongestText.LengthIn(collector.Measurements[new LongestText(users, "name")]).Should().Be(5);
    }

    [Test]
    public void Example_of_a_new_sentence_is_checked_with_all_others() => Sentences.ExampleProblems().Should().BeEmpty();

    [Test]
    public async Task New_integration_receives_the_run_and_its_failure_is_a_warning()
    {
        var (channel, broken, warnings) = (new Channel(null), new Channel(new IOException("no line")), new List<string>());

        await IntegrationOutputs.PublishAsync(
            new PublishedRun(SampleRuns.Mixed, ReportFiles.In("reports"), RunHistory.Empty),
            [broken, channel],
            warnings.Add,
            CancellationToken.None
        );

        channel.Received.Should().BeSameAs(SampleRuns.Mixed);
        warnings.Should().Equal("channel: not written: no line");
    }

    private static Dictionary<string, BusinessMetric> NoMetrics => [];

    private sealed class Channel(Exception? failure) : IIntegration
    {
        public RunResult? Received { get; private set; }

        public string Name => "channel";

        public Task PublishAsync(PublishedRun run, CancellationToken cancellationToken)
        {
            Received = run.Result;
            return failure is null ? Task.CompletedTask : Task.FromException(failure);
        }
    }
}
