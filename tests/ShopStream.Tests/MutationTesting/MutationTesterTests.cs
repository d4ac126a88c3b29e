using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Execution;

namespace ShopStream.Tests.MutationTesting;

/// <summary>Outcomes of mutants, and which metrics are measured again.</summary>
[TestFixture, Category("Fast")]
public sealed class MutationTesterTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation Users = new(new Dataset(Layer.Raw, "users"));
    private static readonly AggregateMetric Rows = new(Orders, new CountRows());
    private static readonly AggregateMetric NoStatus = new(Orders, new CountWhere(new IsNull("status")));
    private static readonly AggregateMetric AllUsers = new(Users, new CountRows());
    private static readonly AggregateMetric NoEmail = new(Users, new CountWhere(new IsNull("email")));
    private static readonly NeverNull Status = new(Orders, "status");
    private static readonly NeverNull Email = new(Users, "email");
    private static readonly Mutant StatusNull = CreateMutant("raw.orders.status/null", "status in a row of raw orders is null", "a row of raw orders");

    [Test]
    public async Task Mutant_is_caught_by_scenarios_that_start_to_fail()
    {
        var workspace = new FakeMutationWorkspace(Good).With(StatusNull, Reached(Orders), s => s.Returns(NoStatus, 1));
        var tester = await ControlledAsync(workspace, Spec("a", Status), Spec("b", Email));

        var result = (await tester.RunAsync([StatusNull], [workspace], _ => { }, CancellationToken.None)).Single();

        (result.Outcome, result.Rows).Should().Be((MutantOutcome.Caught, 1));
        result.CaughtBy.Should().Equal("a.feature:3");
        workspace.Log.Should().Equal("plant raw.orders.status/null", "restore");
    }

    [Test]
    public async Task Unreached_metrics_are_not_measured_again()
    {
        var workspace = new FakeMutationWorkspace(Good).With(StatusNull, Reached(Orders), _ => { });
        var tester = await ControlledAsync(workspace, Spec("a", Status), Spec("b", Email));
        workspace.Warehouse.Sent.Clear();

        var result = (await tester.RunAsync([StatusNull], [workspace], _ => { }, CancellationToken.None)).Single();

        result.Outcome.Should().Be(MutantOutcome.Survived);
        workspace.Warehouse.Sent.SelectMany(q => q.Metrics).Should().OnlyContain(m => m.References.All(r => r.Dataset == Orders.Dataset)).And.NotBeEmpty();
    }

    [Test]
    public async Task Mutant_without_effect_is_equivalent_and_sends_no_query()
    {
        var workspace = new FakeMutationWorkspace(Good).With(StatusNull, new PlantedMutant(new HashSet<Dataset>(), 0, null, new HashSet<Dataset>()), _ => { });
        var tester = await ControlledAsync(workspace, Spec("a", Status));
        workspace.Warehouse.Sent.Clear();

        (await tester.RunAsync([StatusNull], [workspace], _ => { }, CancellationToken.None)).Single().Outcome.Should().Be(MutantOutcome.Equivalent);
        workspace.Warehouse.Sent.Should().BeEmpty();
    }

    [Test]
    public async Task Mutant_that_cannot_be_planted_is_an_error_and_broken_models_count_as_caught()
    {
        var (wrong, breaks) = (CreateMutant("wrong", "x"), CreateMutant("breaks", "y"));
        var workspace = new FakeMutationWorkspace(Good)
            .With(wrong, Reached() with { Problem = "no such column" }, _ => { })
            .With(breaks, Reached(Orders) with { Refusal = "division by zero" }, _ => { });
        var tester = await ControlledAsync(workspace, Spec("a", Status));

        var results = await tester.RunAsync([wrong, breaks], [workspace], _ => { }, CancellationToken.None);

        (results[0].Outcome, results[0].Problem).Should().Be((MutantOutcome.Error, "no such column"));
        (results[1].Outcome, results[1].CaughtBy.Single()).Should().Be((MutantOutcome.Caught, "transform"));
    }

    [Test]
    public async Task Rejected_query_counts_as_caught_and_an_unavailable_warehouse_does_not()
    {
        var workspace = new FakeMutationWorkspace(Good).With(StatusNull, Reached(Orders), s => s.Rejects(NoStatus));
        var tester = await ControlledAsync(workspace, Spec("a", Status));
        (await tester.RunAsync([StatusNull], [workspace], _ => { }, CancellationToken.None)).Single().Outcome.Should().Be(MutantOutcome.Caught);

        var silent = new FakeMutationWorkspace(Good).With(
            StatusNull,
            Reached(Orders),
            s => s.Returns(NoStatus, Measurement.None(new MissingMeasurement("the connection broke", MissingMeasurementKind.Unavailable)))
        );
        var prove = async () => await (await ControlledAsync(silent, Spec("a", Status))).RunAsync([StatusNull], [silent], _ => { }, CancellationToken.None);
        await prove.Should().ThrowAsync<InfrastructureException>().WithMessage("the connection broke");
        silent.Log[^1].Should().Be("restore", "the mutant is removed even after an error");
    }

    [Test]
    public async Task Failure_of_one_workspace_stops_the_others()
    {
        var mutants = Enumerable.Range(0, 50).Select(i => CreateMutant($"f{i}", "x")).ToList();
        var good = new FakeMutationWorkspace(Good);
        foreach (var mutant in mutants)
            good.With(mutant, Reached(Orders), _ => { });
        var broken = new FakeMutationWorkspace(Good);
        var tester = await ControlledAsync(good, Spec("a", Status));

        var prove = () => tester.RunAsync(mutants, [broken, good], _ => Thread.Yield(), CancellationToken.None);

        await prove.Should().ThrowAsync<InvalidOperationException>().WithMessage("the workspace broke");
        broken.Log.Should().HaveCount(2);
    }

    [Test]
    public async Task Check_that_fails_without_a_mutant_is_reported()
    {
        var workspace = new FakeMutationWorkspace(s =>
        {
            Good(s);
            s.Returns(NoEmail, 2);
        });
        var tester = CreateTester([Spec("a", Status), Spec("b", Email)], SampleLevel.Keys);
        (await tester.RunControlAsync(workspace, CancellationToken.None)).Should().ContainSingle().Which.Should().StartWith("b.feature:4: ");
    }

    [Test]
    public async Task Surviving_mutant_is_reported_with_a_verified_check()
    {
        var workspace = new FakeMutationWorkspace(Good).With(StatusNull, Reached(Orders), s => s.Returns(NoStatus, 1));
        var tester = await ControlledAsync(workspace, Spec("b", Email));
        CandidateSentence[] sentences =
        [
            new("email is never null in raw users", Email),
            new("raw orders is not empty", new RowCountBound(Orders, Comparison.AtLeast, 1)),
            new("status is never null in raw orders", Status),
        ];

        var survivor = (await tester.SuggestAsync([StatusNull], [workspace], sentences, _ => null, _ => { }, CancellationToken.None)).Single();

        survivor.Sentences.Should().Equal("status is never null in raw orders");
        survivor.Description.Should().Be("status in a row of raw orders (id 17, email (hidden 1)) is null");
    }

    [Test]
    public async Task Last_resort_check_is_tried_when_no_other_catches_the_mutant()
    {
        var workspace = new FakeMutationWorkspace(Good).With(StatusNull, Reached(Orders), s => s.Returns(NoStatus, 1));
        var tester = await ControlledAsync(workspace, Spec("b", Email));
        var last = new CandidateSentence("the last", Status);
        async Task<IReadOnlyList<string>> CatchingAsync(params CandidateSentence[] sentences) =>
            (await tester.SuggestAsync([StatusNull], [workspace], sentences, _ => last, _ => { }, CancellationToken.None)).Single().Sentences;

        (await CatchingAsync(new CandidateSentence("raw orders is not empty", new RowCountBound(Orders, Comparison.AtLeast, 1)))).Should().Equal("the last");
        (await CatchingAsync(new CandidateSentence("another", Status))).Should().Equal("another");
    }

    [TestCase(0, MutantOutcome.Equivalent, null)]
    [TestCase(1, MutantOutcome.FalseAlarm, 0)]
    public async Task Check_that_fails_although_all_values_are_equal_is_a_false_alarm(int failing, MutantOutcome outcome, int? score)
    {
        var equal = StatusNull with { IsEqualByValue = true };
        var workspace = new FakeMutationWorkspace(Good).With(equal, Reached(Orders), s => s.Returns(NoStatus, failing));
        var tester = await ControlledAsync(workspace, Spec("a", Status));

        var result = (await tester.RunAsync([equal], [workspace], _ => { }, CancellationToken.None)).Single();

        result.Outcome.Should().Be(outcome);
        MutationReport.ScoreOf([result]).Should().Be(score);
    }

    [Test]
    public async Task Refusal_names_the_stage_that_would_end_the_run()
    {
        var manifest = CreateMutant("lake.manifest/manifest of another date", "x");
        var workspace = new FakeMutationWorkspace(Good).With(
            manifest,
            Reached() with
            {
                Refusal = "the manifest of another date",
                RefusedBy = "lake",
            },
            _ => { }
        );
        var tester = await ControlledAsync(workspace, Spec("a", Status));

        (await tester.RunAsync([manifest], [workspace], _ => { }, CancellationToken.None)).Single().CaughtBy.Should().Equal("lake");
    }

    [Test]
    public void Few_checks_cover_many_survivors()
    {
        SuggestedChecks
            .FindSmallestSet([
                ["a", "b"],
                ["b"],
                [],
                ["c", "b"],
                ["c"],
                ["d"],
            ])
            .Should()
            .Equal("b", "b", null, "b", "c", "d");
        SuggestedChecks.FindSmallestSet([]).Should().BeEmpty();
    }

    [Test]
    public async Task Survivor_description_respects_the_redaction_level()
    {
        var workspace = new FakeMutationWorkspace(Good).With(StatusNull, Reached(Orders), _ => { });
        var tester = CreateTester([Spec("b", Email)], SampleLevel.None);
        await tester.RunControlAsync(workspace, CancellationToken.None);
        var survivor = (await tester.SuggestAsync([StatusNull], [workspace], [], _ => null, _ => { }, CancellationToken.None)).Single();
        survivor.Description.Should().Be(StatusNull.Description);
        survivor.Sentences.Should().BeEmpty();
    }

    private static void Good(FakeStore store) => store.Returns(Rows, 5).Returns(NoStatus, 0).Returns(AllUsers, 3).Returns(NoEmail, 0);

    private static async Task<MutationTester> ControlledAsync(FakeMutationWorkspace workspace, params Specification[] specifications)
    {
        var tester = CreateTester(specifications, SampleLevel.Keys);
        (await tester.RunControlAsync(workspace, CancellationToken.None)).Should().BeEmpty();
        return tester;
    }

    private static MutationTester CreateTester(IReadOnlyList<Specification> specifications, SampleLevel level)
    {
        var date = new DateOnly(2026, 1, 15);
        return new MutationTester(
            specifications,
            new Catalog([]),
            new EvaluationContext(new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), date, RunHistory.Empty),
            new RedactionPolicy(level, PersonalColumns.Default)
        );
    }

    private static PlantedMutant Reached(params Relation[] relations) => new(relations.Select(r => r.Dataset).ToHashSet(), 1, null, new HashSet<Dataset>());

    private static Mutant CreateMutant(string id, string description, string? row = null) =>
        new()
        {
            Id = id,
            Class = "null",
            Layer = "raw",
            Table = "orders",
            Column = "status",
            Description = description,
            Row = row,
        };

    private static Specification Spec(string name, ICheck check) =>
        new()
        {
            Feature = name,
            Name = name,
            File = $"{name}.feature",
            Line = 3,
            Tags = [],
            Steps = [],
            Checks = [new BoundCheck("a check", 4, check)],
        };
}
