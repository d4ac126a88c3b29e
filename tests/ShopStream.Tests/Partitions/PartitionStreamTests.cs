using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Partitions;

namespace ShopStream.Tests.Partitions;

[TestFixture, Category("Fast")]
internal sealed class PartitionStreamTests
{
    private const string Csv =
        "partition,id,\"a \"\"note\"\",\nof two lines\"\n" + "2026-01-01,1,\"x\n2026-01-02,\"\n2026-01-01,2,\n2026-01-02,3,\"\"\"\"\n,4,\n";

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(100_000)]
    public async Task Csv_is_cut_where_the_label_changes(int block)
    {
        const string header = "id,\"a \"\"note\"\",\nof two lines\"\n";

        (await FilesAsync(Csv, json: false, block))
            .Should()
            .Equal(("2026-01-01", header + "1,\"x\n2026-01-02,\"\n2,\n"), ("2026-01-02", header + "3,\"\"\"\"\n"), ("", header + "4,\n"));
    }

    [TestCase(1)]
    [TestCase(100_000)]
    public async Task Json_is_cut_where_the_label_changes(int block) =>
        (await FilesAsync("1\u0002{\"a\":\"x,\\\"\"}\n1\u0002{}\n\u0002{\"a\":null}\n", json: true, block))
            .Should()
            .Equal(("1", "{\"a\":\"x,\\\"\"}\n{}\n"), ("", "{\"a\":null}\n"));

    [Test]
    public async Task Copy_without_rows_has_no_partition()
    {
        (await FilesAsync("partition,id\n", json: false, 10)).Should().BeEmpty();
        (await FilesAsync("", json: true, 10)).Should().BeEmpty();
    }

    [Test]
    public async Task Copy_that_ends_in_a_row_is_an_error() =>
        await FluentActions.Invoking(() => FilesAsync("partition,id\n1,\"2", json: false, 10)).Should().ThrowAsync<EndOfStreamException>();

    private static async Task<List<(string Label, string Content)>> FilesAsync(string copy, bool json, int block)
    {
        await using var rows = new PartitionStream(new Blocks(Encoding.UTF8.GetBytes(copy), block), json);
        var files = new List<(string, string)>();
        while (await rows.NextAsync(CancellationToken.None) is { } label)
        {
            using var content = new MemoryStream();
            await rows.CopyToAsync(content, 5);
            files.Add((label, Encoding.UTF8.GetString(content.ToArray())));
        }
        return files;
    }

    /// <summary>Delivers at most so many bytes at a time.</summary>
    private sealed class Blocks(byte[] content, int block) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(block, buffer.Length)], cancellationToken);
    }
}
