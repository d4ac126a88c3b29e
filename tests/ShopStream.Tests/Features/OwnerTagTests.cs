using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class OwnerTagTests
{
    [Test]
    public void Owner_tag_without_a_name_is_rejected_at_every_level()
    {
        var load = () =>
            FeatureTexts.Of(
                """
                @owner:
                Feature: A
                  @owner:finance
                  Scenario: s
                    Then it is so

                  @owner:
                  Rule: r
                    @ci @owner:
                    Scenario Outline: o <n>
                      Then it is <n>

                      @owner:
                      Examples:
                        | n |
                        | 1 |
                """
            );

        load.Should()
            .Throw<UsageException>()
            .WithMessage("4 feature errors:*")
            .Which.Message.Split('\n')[1..]
            .Should()
            .Equal(new[] { 1, 7, 9, 13 }.Select(l => $"features/a.feature:{l}: @owner: names no owner: add one, such as @owner:finance"));
    }
}
