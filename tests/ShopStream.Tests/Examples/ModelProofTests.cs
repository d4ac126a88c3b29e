using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Examples;

/// <summary>`prove --only models`: the models' mutants against the examples, in memory.</summary>
[TestFixture]
public sealed class ModelProofTests
{
    private const string Model = "SELECT id, status FROM {{ source('raw', 'orders') }} WHERE status <> 'test'";

    private const string Strong = """
        Given these orders in raw orders:
          | id | status |
          | 1  | paid   |
          | 2  | test   |
          | 3  | null   |
        When stg_orders is built
        Then staging stg_orders has exactly these rows:
          | id | status |
          | 1  | paid   |
        """;

    [Test, Category("Slow")]
    public async Task Mutants_that_an_example_notices_are_caught_and_the_others_named()
    {
        using var weak = Own(Strong.Replace("  | 2  | test   |\n", "", StringComparison.Ordinal).Replace("  | 3  | null   |\n", "", StringComparison.Ordinal));
        using var strong = Own(Strong);

        var survived = await ProveAsync(weak, "--min-score", "100");
        var caught = await ProveAsync(strong, "--min-score", "50");

        survived.ExitCode.Should().Be(ExitCodes.Failed, $"{survived}");
        caught.ExitCode.Should().Be(ExitCodes.Passed, $"{caught}");
        survived.Out.Should().Contain("the model stg_orders");
        Score(await ProveAsync(strong, "--json")).Should().BeGreaterThan(Score(await ProveAsync(weak, "--json")));
        Directory.Exists(strong.In("work/lake")).Should().BeFalse("no run is needed");
    }

    [Test, Category("Slow")]
    public async Task Survivor_comes_with_an_example_that_passes_without_it_and_not_with_it()
    {
        using var weak = Own(Strong.Replace("  | 2  | test   |\n", "", StringComparison.Ordinal).Replace("  | 3  | null   |\n", "", StringComparison.Ordinal));
        var output = await ProveAsync(weak);
        using var json = JsonDocument.Parse(
            await File.ReadAllTextAsync(Directory.GetFiles(weak.In("reports"), "proof.json", SearchOption.AllDirectories).Single())
        );
        var survivors = json.RootElement.GetProperty("faults").EnumerateArray().Where(f => f.GetProperty("outcome").GetString() is "survived").ToList();
        var lost = survivors.Single(f => f.GetProperty("class").GetString() is "model: filter lost");
        var example = lost.GetProperty("example").GetString()!;

        output.Out.Should().Contain("this example would catch it").And.Contain("Then staging stg_orders has ");
        weak.WithFeature($"Feature: written\n\n{example}", "b.feature");
        var again = await ProveAsync(weak);
        again.Out.Should().NotContain("has lost its filter", $"{again}");
    }

    [Test, Category("Slow")]
    public async Task Example_that_fails_without_a_mutant_is_exit_code_2()
    {
        using var place = Own(Strong.Replace("| 1  | paid   |\n", "| 1  | sent   |\n", StringComparison.Ordinal));

        var output = await ProveAsync(place);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("1 example does not pass before any mutant was planted").And.Contain("features/a.feature:3: S");
    }

    [Test, Category("Slow")]
    public async Task Shipped_examples_catch_95_percent_of_the_mutants_of_the_shipped_models()
    {
        using var place = new TestWorkspace();

        var output = await ShopProgram.RunAsync(["prove", "--only", "models", "--json", "--quiet", "--min-score", "95", .. place.Options]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        Score(output).Should().BeGreaterThanOrEqualTo(95);
    }

    private static ExampleWorkspace Own(string steps) =>
        new ExampleWorkspace()
            .With(steps)
            .WithModel("staging/stg_orders.sql", Model)
            .WithModel("raw-columns.json", """{"orders": {"id": "int", "status": "text"}}""");

    private static Task<ProgramOutput> ProveAsync(ExampleWorkspace place, params string[] options) =>
        ShopProgram.RunAsync([
            "prove",
            "--only",
            "models",
            "--quiet",
            "--settings",
            place.In("own.runsettings"),
            "--features",
            place.In("features"),
            "--work",
            place.In("work"),
            "--out",
            place.In("reports"),
            .. options,
        ]);

    private static decimal Score(ProgramOutput output)
    {
        using var json = JsonDocument.Parse(output.Out);
        return json.RootElement.GetProperty("score").GetDecimal();
    }
}
