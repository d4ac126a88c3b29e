using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.History;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.Judging;

namespace ShopStream.Tests.Proving;

/// <summary>What is caught, what survives, what changes nothing, and what is asked again.</summary>
[TestFixture, Category("Fast")]
public sealed class ProverTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation Users = new(new Dataset(Layer.Raw, "users"));
    private static readonly Figure Rows = new(Orders, new CountRows());
    private static readonly Figure NoStatus = new(Orders, new CountWhere(new IsNull("status")));
    private static readonly Figure AllUsers = new(Users, new CountRows());
    private static readonly Figure NoEmail = new(Users, new CountWhere(new IsNull("email")));
    private static readonly NeverNull Status = new(Orders, "status");
    private static readonly NeverNull Email = new(Users, "email");
    private static readonly Fault StatusNull = Fault("raw.orders.status/null", "status in a row of raw orders is null", "a row of raw orders");

    [Test]
    public async Task A_fault_is_caught_by_the_scenarios_that_pass_without_it_and_not_with_it()
    {
        var ground = new FakeGround(Good).With(StatusNull, Reached(Orders), s => s.Says(NoStatus, 1));
        var prover = await ControlledAsync(ground, Spec("a", Status), Spec("b", Email));

        var result = (await prover.ProveAsync([StatusNull], [ground], _ => { }, CancellationToken.None)).Single();

        (result.Outcome, result.Rows).Should().Be((FaultOutcome.Caught, 1));
        result.CaughtBy.Should().Equal("a.feature:3");
        ground.Log.Should().Equal("plant raw.orders.status/null", "restore");
    }

    [Test]
    public async Task What_a_fault_cannot_reach_is_not_asked_again()
    {
        var ground = new FakeGround(Good).With(StatusNull, Reached(Orders), _ => { });
        var prover = await ControlledAsync(ground, Spec("a", Status), Spec("b", Email));
        ground.Warehouse.Sent.Clear();

        var result = (await prover.ProveAsync([StatusNull], [ground], _ => { }, CancellationToken.None)).Single();

        result.Outcome.Should().Be(FaultOutcome.Survived);
        ground.Warehouse.Sent.SelectMany(q => q.Questions).Should().OnlyContain(q => q.Mentions.All(m => m.Dataset == Orders.Dataset)).And.NotBeEmpty();
    }

    [Test]
    public async Task A_fault_that_changes_nothing_is_equivalent_and_nothing_is_asked()
    {
        var ground = new FakeGround(Good).With(StatusNull, new Planted(new HashSet<Dataset>(), 0, null, new HashSet<Dataset>()), _ => { });
        var prover = await ControlledAsync(ground, Spec("a", Status));
        ground.Warehouse.Sent.Clear();

        (await prover.ProveAsync([StatusNull], [ground], _ => { }, CancellationToken.None)).Single().Outcome.Should().Be(FaultOutcome.Equivalent);
        ground.Warehouse.Sent.Should().BeEmpty();
    }

    [Test]
    public async Task What_cannot_be_planted_is_an_error_and_what_breaks_the_models_is_caught_by_the_run()
    {
        var (wrong, breaks) = (Fault("wrong", "x"), Fault("breaks", "y"));
        var ground = new FakeGround(Good).With(wrong, Reached() with { Problem = "no such column" }, _ => { }).With(breaks, Reached(Orders) with { Broken = "division by zero" }, _ => { });
        var prover = await ControlledAsync(ground, Spec("a", Status));

        var results = await prover.ProveAsync([wrong, breaks], [ground], _ => { }, CancellationToken.None);

        (results[0].Outcome, results[0].Problem).Should().Be((FaultOutcome.Error, "no such column"));
        (results[1].Outcome, results[1].CaughtBy.Single()).Should().Be((FaultOutcome.Caught, "transform"));
    }

    [Test]
    public async Task A_query_that_the_fault_makes_wrong_is_caught_but_a_warehouse_that_does_not_answer_is_none()
    {
        var ground = new FakeGround(Good).With(StatusNull, Reached(Orders), s => s.Refuses(NoStatus));
        var prover = await ControlledAsync(ground, Spec("a", Status));
        (await prover.ProveAsync([StatusNull], [ground], _ => { }, CancellationToken.None)).Single().Outcome.Should().Be(FaultOutcome.Caught);

        var silent = new FakeGround(Good).With(StatusNull, Reached(Orders), s => s.Says(NoStatus, Answer.None(new Unanswered("the connection broke", UnansweredKind.Unavailable))));
        var prove = async () => await (await ControlledAsync(silent, Spec("a", Status))).ProveAsync([StatusNull], [silent], _ => { }, CancellationToken.None);
        await prove.Should().ThrowAsync<InfrastructureException>().WithMessage("the connection broke");
        silent.Log[^1].Should().Be("restore", "whatever happens, the fault is taken back");
    }

    [Test]
    public async Task Where_one_ground_breaks_the_others_stop()
    {
        var faults = Enumerable.Range(0, 50).Select(i => Fault($"f{i}", "x")).ToList();
        var good = new FakeGround(Good);
        foreach (var fault in faults) good.With(fault, Reached(Orders), _ => { });
        var broken = new FakeGround(Good);
        var prover = await ControlledAsync(good, Spec("a", Status));

        var prove = () => prover.ProveAsync(faults, [broken, good], _ => Thread.Yield(), CancellationToken.None);

        await prove.Should().ThrowAsync<InvalidOperationException>().WithMessage("the ground broke");
        broken.Log.Should().HaveCount(2);
    }

    [Test]
    public async Task A_claim_that_does_not_hold_without_a_fault_is_told()
    {
        var ground = new FakeGround(s => { Good(s); s.Says(NoEmail, 2); });
        var prover = Prover([Spec("a", Status), Spec("b", Email)], SampleLevel.Keys);
        (await prover.ControlAsync(ground, CancellationToken.None)).Should().ContainSingle().Which.Should().StartWith("b.feature:4: ");
    }

    [Test]
    public async Task A_survivor_is_told_with_its_row_and_a_sentence_that_was_seen_to_turn_red()
    {
        var ground = new FakeGround(Good).With(StatusNull, Reached(Orders), s => s.Says(NoStatus, 1));
        var prover = await ControlledAsync(ground, Spec("b", Email));
        CandidateSentence[] sentences = [new("email is never null in raw users", Email), new("raw orders is not empty", new RowCountBound(Orders, Comparison.AtLeast, 1)), new("status is never null in raw orders", Status)];

        var story = (await prover.SuggestAsync([StatusNull], [ground], sentences, _ => null, _ => { }, CancellationToken.None)).Single();

        story.Sentences.Should().Equal("status is never null in raw orders");
        story.Description.Should().Be("status in a row of raw orders (id 17, email (hidden 1)) is null");
    }

    [Test]
    public async Task The_last_resort_is_tried_where_no_other_sentence_turns_red()
    {
        var ground = new FakeGround(Good).With(StatusNull, Reached(Orders), s => s.Says(NoStatus, 1));
        var prover = await ControlledAsync(ground, Spec("b", Email));
        var last = new CandidateSentence("the last", Status);
        async Task<IReadOnlyList<string>> RedAsync(params CandidateSentence[] sentences) =>
            (await prover.SuggestAsync([StatusNull], [ground], sentences, _ => last, _ => { }, CancellationToken.None)).Single().Sentences;

        (await RedAsync(new CandidateSentence("raw orders is not empty", new RowCountBound(Orders, Comparison.AtLeast, 1)))).Should().Equal("the last");
        (await RedAsync(new CandidateSentence("another", Status))).Should().Equal("another");
    }

    [Test]
    public void Few_sentences_serve_many_survivors()
    {
        Remedies.Fewest([["a", "b"], ["b"], [], ["c", "b"], ["c"], ["d"]]).Should().Equal("b", "b", null, "b", "c", "d");
        Remedies.Fewest([]).Should().BeEmpty();
    }

    [Test]
    public async Task Of_no_row_is_told_where_nothing_of_rows_may_be()
    {
        var ground = new FakeGround(Good).With(StatusNull, Reached(Orders), _ => { });
        var prover = Prover([Spec("b", Email)], SampleLevel.None);
        await prover.ControlAsync(ground, CancellationToken.None);
        var story = (await prover.SuggestAsync([StatusNull], [ground], [], _ => null, _ => { }, CancellationToken.None)).Single();
        story.Description.Should().Be(StatusNull.Description);
        story.Sentences.Should().BeEmpty();
    }

    private static void Good(FakeStore store) => store.Says(Rows, 5).Says(NoStatus, 0).Says(AllUsers, 3).Says(NoEmail, 0);

    private static async Task<Prover> ControlledAsync(FakeGround ground, params Specification[] specifications)
    {
        var prover = Prover(specifications, SampleLevel.Keys);
        (await prover.ControlAsync(ground, CancellationToken.None)).Should().BeEmpty();
        return prover;
    }

    private static Prover Prover(IReadOnlyList<Specification> specifications, SampleLevel level)
    {
        var date = new DateOnly(2026, 1, 15);
        return new Prover(specifications, new Catalog([]), new Standpoint(new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), date, RunHistory.Empty), () => new MemoryStream(), new Discretion(level, PersonalColumns.Usual));
    }

    private static Planted Reached(params Relation[] relations) => new(relations.Select(r => r.Dataset).ToHashSet(), 1, null, new HashSet<Dataset>());

    private static Fault Fault(string id, string description, string? row = null) => new() { Id = id, Class = "null", Layer = "raw", Table = "orders", Column = "status", Description = description, Row = row };

    private static Specification Spec(string name, ICheck check) => new()
    {
        Feature = name, Name = name, File = $"{name}.feature", Line = 3, Tags = [], Steps = [], Claims = [new Claim("a claim", 4, check)],
    };
}
