using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Contracts;
using ShopStream.Contracts.Export;
using ShopStream.Contracts.Import;
using ShopStream.Contracts.Translation;
using ShopStream.Features;
using ShopStream.Features.JsonSchemas;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Contracts;

[TestFixture, Category("Fast")]
internal sealed class ContractExportTests
{
    private static readonly IReadOnlyDictionary<string, BusinessMetric> Metrics = BusinessMetricText.Parse(SettingsFile.Read(Repository.SettingsFile));

    private static readonly ContractHead Head = new("c", "Contract", "1.0.0", "draft");

    [Test]
    public void Shipped_checks_survive_the_way_into_a_contract_and_back()
    {
        var before = SpecBinder.Bind(FeatureFolder.Load(Repository.Features), Metrics);

        var (exported, after) = RoundTrip(before);

        Checks(after).Should().BeEquivalentTo(Checks(before));
        exported.Standard.Should().BeGreaterThan(30);
        (exported.Standard + exported.Own).Should().Be(before.Sum(s => s.Checks.Count));
    }

    [Test]
    public void Contract_survives_the_way_into_features_and_back()
    {
        using var place = new TestWorkspace();
        var contract = ContractFile.Read(ContractFileTests.PathOf("shopstream"));
        foreach (var feature in ContractFeatures.Of(contract, ContractTranslation.Of(contract, null, Metrics)))
            place.With($"features/{feature.Name}", feature.Text);
        var before = SpecBinder.Bind(FeatureFolder.Load(place.In("features")), Metrics);

        var (exported, after) = RoundTrip(before);

        Checks(after).Should().BeEquivalentTo(Checks(before));
        exported.Own.Should().BeLessThan(exported.Standard / 10);
    }

    [Test]
    public void Severity_name_tags_and_context_are_kept()
    {
        var before = Bound(
            """
            Feature: f
              @warning @nightly
              Scenario: Paid orders have an amount
                Given only rows of raw orders where status is paid
                Then total_amount is never null in raw orders
            """
        );

        var (exported, after) = RoundTrip(before);

        after.Should().ContainSingle().Which.Should().Match<Specification>(s => s.Name == "Paid orders have an amount");
        after[0].Tags.Should().BeEquivalentTo("@warning", "@nightly");
        after[0]
            .Steps.Select(s => $"{s.Keyword} {s.Text}")
            .Should()
            .Equal("Given only rows of raw orders where status is paid", "Then total_amount is never null in raw orders");
        exported.Text.Should().Contain("engine: shopstream").And.Contain("severity: warning");
    }

    [Test]
    public void Words_that_YAML_reads_as_something_else_stay_texts()
    {
        var before = Bound(
            """
            Feature: f
              Scenario: 'on': yes #1
                Then state in raw t is one of on, off, null, 1.0, 2025-11-28, "it's, so", "", ~
            """
        );

        Checks(RoundTrip(before).After).Should().BeEquivalentTo(Checks(before));
    }

    [Test]
    public void Backslashes_and_quotes_of_a_query_stay()
    {
        var before = Bound(
            """"
            Feature: f
              Scenario: s
                Then t in raw o is never blank
                And this query finds no rows in raw:
                  """
                  SELECT id FROM o WHERE REGEXP_MATCHES(t, '\\d \n') OR t = '\"\"\"'
                  """
            """"
        );

        var after = RoundTrip(before).After;

        Checks(after).Should().BeEquivalentTo(Checks(before)).And.Contain(c => c.Contains("\\d \\n"));
    }

    [Test]
    public void Nothing_to_export_is_said() =>
        FluentActions.Invoking(() => ContractExport.Write([], Head)).Should().Throw<NothingToJudgeException>().WithMessage("there is no scenario about data*");

    private static IReadOnlyList<Specification> Bound(string feature)
    {
        using var place = new TestWorkspace();
        place.With("features/f.feature", feature);
        return SpecBinder.Bind(FeatureFolder.Load(place.In("features")), Metrics);
    }

    private static (ExportedContract Exported, IReadOnlyList<Specification> After) RoundTrip(IReadOnlyList<Specification> before)
    {
        using var place = new TestWorkspace();
        var exported = ContractExport.Write(before, Head);
        var contract = ContractFile.Parse("c.yaml", exported.Text);
        var rules = ContractTranslation.Of(contract, null, Metrics);
        rules.Where(r => r.Reason is not null).Select(r => $"{r.Rule}: {r.Reason}").Should().BeEmpty();
        foreach (var feature in ContractFeatures.Of(contract, rules))
            place.With($"features/{feature.Name}", feature.Text);
        return (exported, SpecBinder.Bind(FeatureFolder.Load(place.In("features")), Metrics));
    }

    // A check is its sentence, and what the scenario says before it. That the columns exist which it names is said by every contract.
    private static HashSet<string> Checks(IEnumerable<Specification> specifications) =>
        [
            .. specifications.SelectMany(s =>
                s.Checks.Where(c => !c.Sentence.Contains("has at least the columns", StringComparison.Ordinal))
                    .Select(c =>
                    {
                        var context = s
                            .Steps.Where(step => step.Line < s.Checks.Min(x => x.Line) && step.Text is not "the latest run")
                            .Select(step => step.Text);
                        var step = s.Steps.First(x => x.Line == c.Line);
                        var rows = (step.Table ?? []).Select(r => string.Join('|', r));
                        // A schema in a file of its own is written into the contract.
                        if (c.Check is ValuesKeepRule { Rule: MeetsJsonSchema schema } rule)
                            return $"{rule.Column} in {rule.Relation}\n{schema.Text.Trim()}";
                        return $"{string.Join('\n', context)}\n{c.Sentence}\n{step.DocString}\n{string.Join('\n', rows)}";
                    })
            ),
        ];
}
