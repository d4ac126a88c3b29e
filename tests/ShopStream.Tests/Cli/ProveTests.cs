using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Docs;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>prove, as a user starts it, over what a real run left.</summary>
[TestFixture, Category("Live")]
public sealed class ProveTests
{
    private LoadedShop shop = null!;
    private TestWorkspace place = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => (shop, place) = (await LoadedShop.GetAsync(), new TestWorkspace());

    [OneTimeTearDown]
    public void Remove() => place?.Dispose();

    [Test]
    public async Task Shipped_specs_catch_every_mutant_that_is_not_accepted_and_leave_the_data_unchanged()
    {
        var copy = shop.Copy();
        var before = Files(copy.Work);

        var (output, proof) = await ProveAsync(copy.Work, "--mutants", Lane.Pick(usual: "40", nightly: "all"), "--min-score", "100");

        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        LayerLines(output.Out)
            .Should()
            .NotBeEmpty()
            .And.BeSubsetOf(LayerLines(MarkdownPage.Of("docs/mutation-testing.md").Text), "the page shows what it prints");
        proof.GetProperty("score").GetDecimal().Should().Be(100);
        var outcomes = proof
            .GetProperty("faults")
            .EnumerateArray()
            .GroupBy(f => f.GetProperty("outcome").GetString()!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        outcomes["caught"].Should().BeGreaterThan(Lane.Pick(usual: 25, nightly: 900));
        outcomes.Should().NotContainKey("error");
        if (Lane.IsNightly)
            proof.GetProperty("unneeded").GetArrayLength().Should().Be(0, "every exception is needed");
        proof
            .GetProperty("faults")
            .EnumerateArray()
            .Select(f => f.GetProperty("layer").GetString())
            .Distinct(StringComparer.Ordinal)
            .Should()
            .HaveCountGreaterThanOrEqualTo(Lane.Pick(5, 6));
        Files(copy.Work).Should().Equal(before);
    }

    [Test]
    public async Task Surviving_mutant_is_described_with_a_suggested_check_and_fails_the_gate()
    {
        var features = place.Features("raw orders has as many rows as source orders", "no id appears more than once in raw orders");

        var (output, proof) = await ProveAsync(
            shop.Copy().Work,
            "--features",
            features,
            "--mutants",
            Lane.Pick(usual: "30", nightly: "300"),
            "--min-score",
            "95"
        );

        output.ExitCode.Should().Be(ExitCodes.Failed, "{0}", output);
        output.Out.Should().Contain("below the required 95 %").And.MatchRegex(@"Would catch \d+ survivors: if .*, no check would fail");
        var faults = proof.GetProperty("faults").EnumerateArray().ToList();
        faults
            .Where(f => f.GetProperty("outcome").GetString() is "caught" && f.GetProperty("caughtBy")[0].GetString() is not ("transform" or "lake"))
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(f => f.GetProperty("caughtBy")[0].GetString() == "features/a.feature:2" && f.GetProperty("rows").GetInt64() > 0);
        // What happens to a table that a model builds or a hop leads to has a sentence. What the source itself says may have none, and what a model
        // computes is for examples.
        var survivors = faults.Where(f => f.GetProperty("outcome").GetString() is "survived").ToList();
        survivors
            .Where(f => f.GetProperty("layer").GetString() is not ("source" or "lake") && !f.TryGetProperty("suggestion", out _))
            .Select(f => f.GetProperty("id").GetString())
            .Where(id => !id!.Contains("/model: ", StringComparison.Ordinal))
            .Should()
            .BeEmpty();

        // The sentence of most, put into the suite, catches each of those it was said to catch.
        var best = survivors
            .Where(f => f.TryGetProperty("suggestion", out var s) && !s.GetString()!.Contains('\n', StringComparison.Ordinal))
            .GroupBy(f => f.GetProperty("suggestion").GetString()!, StringComparer.Ordinal)
            .MaxBy(g => g.Count())!;
        var more = place.Features("raw orders has as many rows as source orders", "no id appears more than once in raw orders", best.Key);
        var (_, again) = await ProveAsync(shop.Copy().Work, "--features", more, "--mutants", Lane.Pick(usual: "30", nightly: "300"));
        var caught = again
            .GetProperty("faults")
            .EnumerateArray()
            .Where(f => f.GetProperty("outcome").GetString() is "caught")
            .Select(f => f.GetProperty("id").GetString())
            .ToHashSet(StringComparer.Ordinal);
        best.Select(f => f.GetProperty("id").GetString()).Should().BeSubsetOf(caught);
    }

    [Test]
    public async Task Mutants_are_reproducible_by_seed()
    {
        var features = place.Features("raw orders is not empty");
        async Task<IReadOnlyList<string>> Drawn(string seed)
        {
            var (_, proof) = await ProveAsync(shop.Copy().Work, "--features", features, "--mutants", "3", "--seed", seed);
            return [.. proof.GetProperty("faults").EnumerateArray().Select(f => $"{f.GetProperty("id")} {f.GetProperty("outcome")}")];
        }

        var first = await Drawn("1");
        (await Drawn("1")).Should().Equal(first);
        (await Drawn("2")).Should().NotEqual(first);
    }

    [Test]
    public async Task Mutation_testing_needs_a_passing_suite()
    {
        var faulty = shop.Copy().With("UPDATE raw.orders SET status = 'lost' WHERE id = 1");
        var output = await ShopProgram.RunAsync("prove", "--work", faulty.Work, "--out", place.In("red"), "--mutants", "5");
        output.ExitCode.Should().Be(ExitCodes.Usage, "{0}", output);
        output.Error.Should().Contain("before any mutant was planted").And.Contain("status in raw orders is one of");
    }

    [TestCase("--mutants is 'none'", "--mutants", "none")]
    [TestCase("--jobs is 0", "--jobs", "0")]
    [TestCase("--min-score is 101", "--min-score", "101")]
    [TestCase("Snowflake has one database for mutants", "--warehouse", "snowflake", "--jobs", "2")]
    public async Task Invalid_prove_arguments_are_usage_errors(string message, params string[] arguments)
    {
        var output = await ShopProgram.RunAsync(["prove", .. arguments, "--work", place.In("nothing")]);
        output.ExitCode.Should().Be(ExitCodes.Usage, "{0}", output);
        output.Error.Should().Contain(message);
    }

    [Test]
    public async Task Prove_without_a_run_is_an_error()
    {
        var output = await ShopProgram.RunAsync("prove", "--work", place.In("empty"), "--out", place.In("empty-reports"));
        output.ExitCode.Should().Be(ExitCodes.NotJudged, "{0}", output);
    }

    // One line for each layer, without its numbers.
    private static IEnumerable<string> LayerLines(string text) =>
        text.Split('\n')
            .Where(l => l.EndsWith(" equivalent", StringComparison.Ordinal))
            .Select(l => Regex.Replace(l, " +[0-9.]+", " #", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .Distinct(StringComparer.Ordinal);

    private async Task<(ProgramOutput Said, JsonElement Proof)> ProveAsync(string work, params string[] options)
    {
        var reports = place.In(Guid.NewGuid().ToString("n"));
        var output = await ShopProgram.RunAsync(["prove", "--work", work, "--out", reports, .. options]);
        Directory.Exists(reports).Should().BeTrue("{0}", output);
        var json = Directory.GetFiles(reports, "proof.json", SearchOption.AllDirectories).Single();
        File.Exists(Path.Combine(Path.GetDirectoryName(json)!, "proof.html")).Should().BeTrue();
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(json));
        return (output, document.RootElement.Clone());
    }

    private static List<(string, long, string)> Files(string work) =>
        [
            .. Directory
                .EnumerateFiles(work, "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(f =>
                    (
                        Path.GetRelativePath(work, f),
                        new FileInfo(f).Length,
                        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))
                    )
                ),
        ];
}
