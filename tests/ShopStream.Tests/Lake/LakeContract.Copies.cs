using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

/// <summary>Copies inside the lake.</summary>
internal abstract partial class LakeContract
{
    [TestCase(0)]
    [TestCase(100_000)]
    [TestCase(Part + 1)]
    public async Task Copy_replaces_an_object_and_leaves_the_original(int bytes)
    {
        const string from = "raw/next/2026-01-31/me/postgres/orders/2026-01-31/orders_20260131.csv";
        const string to = "raw/postgres/orders/2026-01-31/orders_20260131.csv";
        await WriteAsync(to, "old");
        var written = await lake.WriteAsync(from, new GeneratedStream(bytes), default);

        // Twice: a run that died in between copies again.
        for (var i = 0; i < 2; i++)
            await lake.CopyAsync(from, to, written.Sha256, default);

        (await lake.HashAsync(to, default)).Should().Be(written with { Key = to });
        (await lake.HashAsync(from, default)).Should().Be(written);
        await lake.DeleteAsync(from, default);
        (await lake.HashAsync(to, default)).Should().Be(written with { Key = to });
        await WriteAsync(to, "newer");
        (await ReadAsync(to)).Should().Be("newer");
        (await LeftoversAsync()).Should().Be(0);
    }

    [Test]
    public async Task Copy_of_an_object_that_does_not_exist_changes_nothing()
    {
        await WriteAsync("raw/b", "old");

        var copy = () => lake.CopyAsync("raw/a", "raw/b", new string('0', 64), default);

        (await copy.Should().ThrowAsync<InfrastructureException>()).WithMessage("*raw/a*");
        (await ReadAsync("raw/b")).Should().Be("old");
        (await LeftoversAsync()).Should().Be(0);
    }
}
