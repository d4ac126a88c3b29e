using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class AnchorsTests
{
    [Test]
    public void Added_scenario_changes_no_link()
    {
        var before = Samples.Mixed;
        var after = before with
        {
            Scenarios = [before.Scenarios[2] with { Name = "New", Line = 2 }, .. before.Scenarios.Select(s => s with { Line = s.Line + 6 })],
        };

        Enumerable.Range(1, before.Scenarios.Count).Select(i => new Anchors(after).Scenario(i)).Should().Equal(Of(before));
    }

    [Test]
    public void Link_is_readable_and_unique() => Of(Samples.Mixed)[3].Should().MatchRegex("^s-revenue-arrives-to-the-cent-[0-9a-f]{8}$");

    [Test]
    public void Scenarios_of_one_name_differ_by_file_and_in_one_file_by_a_number()
    {
        var one = Samples.Mixed.Scenarios[0];
        var ids = Of(Samples.Mixed with { Scenarios = [one, one, one with { File = "other.feature" }] });

        ids.Should().OnlyHaveUniqueItems();
        ids[0].Should().Be(Of(Samples.Mixed)[0], "the first of two scenarios keeps its link");
    }

    [TestCase("")]
    [TestCase("日本 عربى 𝄞")]
    [TestCase("\uD800 \u0000 <script>")]
    [TestCase("Électronique & cœur")]
    public void Any_name_gives_an_id(string name)
    {
        var id = Of(Samples.Mixed with { Scenarios = [Samples.Mixed.Scenarios[0] with { Name = name }] })[0];

        Regex.IsMatch(id, "^s-[a-z0-9-]+$", RegexOptions.None, TimeSpan.FromSeconds(1)).Should().BeTrue("{0} is an id that needs no escaping", id);
    }

    private static List<string> Of(RunResult run) => [.. run.Scenarios.Select((_, i) => new Anchors(run).Scenario(i))];
}
