using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.Results;

[Category("Fast")]
public sealed class OwnershipTests
{
    [Test]
    public void Owners_are_read_from_tags_without_duplicates() =>
        Ownership.Of(["@ci", "@owner:finance", "@owner:", "@owners:x", "@owner:sales", "@owner:finance"]).Should().Equal("finance", "sales");

    [Test]
    public void Owners_are_listed_by_name_with_unowned_items_last()
    {
        var groups = Ownership.Group<string[]>(
            [
                ["z"],
                ["@owner:b", "@owner:a"],
                ["@owner:b", "x"],
            ],
            Ownership.Of
        );
        groups.Select(g => (g.Owner, g.Owned.Count)).Should().Equal(("a", 1), ("b", 2), (null, 1));
    }

    [Test]
    public void Console_lists_scenarios_that_did_not_pass_by_owner() =>
        RunResultView.Owners(Samples.Mixed).Should().Equal("finance: 2 failed", "without an owner: 1 could not run, 1 not judged, 1 warning");

    [Test]
    public void Console_omits_owners_if_all_passed_or_none_is_set()
    {
        RunResultView.Owners(Samples.Green).Should().BeEmpty();
        RunResultView.Owners(Samples.Mixed with { Scenarios = [.. Samples.Mixed.Scenarios.Select(s => s with { Tags = [] })] }).Should().BeEmpty();
    }
}
