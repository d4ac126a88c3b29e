using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Elt;

/// <summary>Which stage is reported when a run fails.</summary>
[TestFixture, Category("Fast")]
internal sealed class StagesTests
{
    [Test]
    public async Task Failed_stage_is_reported_with_completed_ones()
    {
        var stages = new Stages(null);
        await stages.RunAsync(Stages.Extract, () => Task.FromResult(1));

        await Breaks(() => stages.RunAsync(Stages.Load, Broken));

        stages.Failed.Should().Be("load");
        stages.Done.Should().ContainSingle().Which.Name.Should().Be("extract");
    }

    [Test]
    public async Task Innermost_part_is_reported_as_failed()
    {
        var (named, unnamed) = (new Stages(null), new Stages(null));

        await Breaks(() => named.PartAsync(Stages.Extract, () => named.RunAsync(Stages.Load, Broken)));
        await Breaks(() => unnamed.PartAsync(Stages.Extract, () => unnamed.PartAsync(null, Broken)));

        named.Failed.Should().Be("load");
        unnamed.Failed.Should().BeNull();
    }

    private static Task<int> Broken() => throw new InfrastructureException("gone");

    private static async Task Breaks(Func<Task> run) => await run.Should().ThrowAsync<InfrastructureException>();
}
