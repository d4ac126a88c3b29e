using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Tests.MutationTesting;

/// <summary>A fault beside a signed-off one is caught only if every check that it fails alone fails beside it.</summary>
[TestFixture, Category("Fast")]
public sealed class FaultBesideItemTests
{
    private static readonly PlantedMutant Planted = new(new HashSet<Dataset> { new(Layer.Raw, "orders") }, 1, null, new HashSet<Dataset>());
    private static readonly Mutant SignedOff = CreateMutant("signed off");
    private static readonly Mutant Other = CreateMutant("other");
    private static readonly Mutant Both = CreateMutant("both") with { Parts = [SignedOff, Other], IsBesideItem = true };
    private static readonly SuiteCheck Amount = Check("amount", 4);
    private static readonly SuiteCheck Status = Check("status", 5);

    [TestCase(new[] { "amount", "status" }, MutantOutcome.Caught)]
    [TestCase(new[] { "amount" }, MutantOutcome.Survived)]
    [TestCase(new string[0], MutantOutcome.Survived)]
    public async Task Every_check_that_fails_alone_has_to_fail_beside_the_item(string[] failing, MutantOutcome outcome)
    {
        var result = await EvaluateAsync(
            [Amount, Status],
            [.. new[] { Amount, Status }.Where(c => failing.Contains(c.Check.Sentence, StringComparer.Ordinal))]
        );

        result.Outcome.Should().Be(outcome);
        if (outcome == MutantOutcome.Survived)
            result.Description.Should().Contain("the item hides it from");
    }

    [Test]
    public async Task Fault_that_no_check_notices_alone_survives() => (await EvaluateAsync([], [Amount])).Outcome.Should().Be(MutantOutcome.Survived);

    private static async Task<MutantResult> EvaluateAsync(IReadOnlyList<SuiteCheck> alone, IReadOnlyList<SuiteCheck> both)
    {
        var workspace = new FakeMutationWorkspace(_ => { });
        foreach (var mutant in new[] { SignedOff, Other, Both })
            workspace.With(mutant, Planted, _ => { });
        var beside = new FaultBesideItem(Both, workspace, _ => Task.FromResult(Fails()), new DrilledChecks(new Catalog([]), [], []));
        return await beside.EvaluateAsync(MutantResult.Of(Both, MutantOutcome.Caught), new DateOnly(2026, 1, 15), CancellationToken.None);

        FailedChecks Fails() =>
            new(
                workspace.Log[^1] switch
                {
                    "plant other" => alone,
                    "plant both" => both,
                    _ => [],
                },
                new MetricCollector(new Catalog([]), workspace.Stores)
            );
    }

    private static SuiteCheck Check(string sentence, int line)
    {
        var check = new BoundCheck(sentence, line, new NeverNull(new Relation(new Dataset(Layer.Raw, "orders")), sentence));
        return new(
            new Specification
            {
                Feature = "f",
                Name = "s",
                File = "f.feature",
                Line = 3,
                Tags = [],
                Steps = [],
                Checks = [check],
            },
            check
        );
    }

    private static Mutant CreateMutant(string id) =>
        new()
        {
            Id = id,
            Class = "c",
            Layer = "raw",
            Table = "orders",
            Description = id,
        };
}
