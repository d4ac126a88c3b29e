using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Reconciliation;

/// <summary>Where the last dataset does not have the groups, the difference of a key is placed by what is known before it.</summary>
[Category("Fast")]
public sealed class GroupEffectsTests
{
    private static readonly Entry[] TwoGroups = [Row(4, "toys"), Row(6, "home"), Row(1, "home")];

    [Test]
    public void Lost_key_is_missing_in_each_of_its_groups()
    {
        var (effects, unplaced) = GroupEffects.Of(null, new KeyDifference("=1", TwoGroups, []), TwoGroups, []);

        effects.Should().BeEquivalentTo(new Dictionary<string, GroupEffect>(StringComparer.Ordinal) { ["=toys"] = new(-4, 0), ["=home"] = new(-7, 0) });
        unplaced.Should().Be(0);
    }

    [Test]
    public void Key_whose_rows_no_longer_count_is_missing_in_each_of_its_groups()
    {
        Entry[] cancelled = [Row(11, null) with { Counted = 0 }, Row(0, null)];
        var (effects, unplaced) = GroupEffects.Of(null, new KeyDifference("=1", TwoGroups, cancelled), TwoGroups, cancelled);

        (effects["=toys"].Amount, effects["=home"].Amount, unplaced).Should().Be((-4, -7, 0));
    }

    [Test]
    public void Change_of_a_key_with_one_group_is_in_that_group()
    {
        Entry[] before = [Row(6, "home"), Row(1, "home")];
        Entry[] after = [Row(0, null), Row(9, null)];

        var (effects, unplaced) = GroupEffects.Of(null, new KeyDifference("=1", before, after), before, after);

        effects.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, GroupEffect>("=home", new(2, 0)));
        unplaced.Should().Be(0);
    }

    [Test]
    public void Change_of_a_key_with_several_groups_is_not_placed()
    {
        Entry[] after = [Row(12, null)];
        var (effects, unplaced) = GroupEffects.Of(null, new KeyDifference("=1", TwoGroups, after), TwoGroups, after);

        (effects.Count, unplaced).Should().Be((0, 1));
    }

    [Test]
    public void What_changed_before_the_last_dataset_is_placed_where_it_changed_and_the_rest_after_it()
    {
        Entry[] first = [Row(10, "home")];
        Entry[] before = [Row(13, "home")];
        Entry[] after = [Row(15, null)];

        var (effects, unplaced) = GroupEffects.Of(new KeyDifference("=1", first, before), new KeyDifference("=1", first, after), before, after);
        (effects["=home"], unplaced).Should().Be((new GroupEffect(5, 0), 0));

        (effects, unplaced) = GroupEffects.Of(new KeyDifference("=1", first, before), null, before, after);
        (effects["=home"], unplaced).Should().Be((new GroupEffect(0, 0), 0), "in the end nothing differs");

        (effects, unplaced) = GroupEffects.Of(new KeyDifference("=1", first, before), new KeyDifference("=1", first, [Row(13, null)]), before, [Row(13, null)]);
        (effects["=home"], unplaced).Should().Be((new GroupEffect(3, 0), 0));
    }

    private static Entry Row(decimal amount, string? group) => new(group is null ? [] : [group], null, null, 1, amount, 1, amount);
}
