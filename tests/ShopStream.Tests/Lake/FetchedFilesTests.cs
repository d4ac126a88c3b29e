using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>Files of the lake are fetched and hashed when they are needed, once.</summary>
[TestFixture, Category("Fast")]
internal sealed class FetchedFilesTests
{
    private const string Key = "raw/orders/2026-01-15/orders.csv";
    private string root = null!;

    [SetUp]
    public void Create() => root = Directory.CreateTempSubdirectory("shopstream-fetched-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(root, recursive: true);

    [Test]
    public async Task File_is_fetched_once_however_many_read_it()
    {
        await using var lake = await LakeAsync("id\n1\n");
        await using var files = new FetchedFiles(lake, root);

        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => files.FetchAsync(Key, default)));

        copies.Distinct().Should().ContainSingle().Which!.Bytes.Should().Be(5);
        // What it says is what was hashed: the file is read again by nobody.
        await File.WriteAllTextAsync(copies[0]!.Path, "changed");
        (await files.FetchAsync(Key, default)).Should().BeSameAs(copies[0]);
    }

    [Test]
    public async Task File_that_is_missing_is_null()
    {
        await using var lake = await LakeAsync("id\n");
        await using var files = new FetchedFiles(lake, root);

        (await files.FetchAsync("raw/none.csv", default)).Should().BeNull();
    }

    [Test]
    public async Task Fetch_that_was_cancelled_is_started_again()
    {
        await using var lake = await LakeAsync("id\n1\n");
        await using var files = new FetchedFiles(lake, root);

        await FluentActions.Awaiting(() => files.FetchAsync(Key, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        (await files.FetchAsync(Key, default))!.Bytes.Should().Be(5);
    }

    [Test]
    public async Task Folder_of_a_file_is_where_it_is_fetched_to([Values("orders.csv", "orders.csv.gz")] string name)
    {
        await using var lake = Lakes.Open(new LakeSettings(Path.Combine(root, "lake")));
        var key = $"raw/orders/2026-01-15/{name}";
        using (var content = new MemoryStream("id\n1\n"u8.ToArray()))
            await lake.WriteAsync(key, content, default);
        var scratch = Directory.CreateDirectory(Path.Combine(root, "scratch")).FullName;
        await using var files = new FetchedFiles(lake, scratch);

        var copy = await files.FetchAsync(key, default);

        Path.GetDirectoryName(copy!.Path).Should().Be(lake.FolderOf(key, scratch));
    }

    private async Task<LocalLake> LakeAsync(string text)
    {
        var lake = new LocalLake(Path.Combine(root, "lake"));
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await lake.WriteAsync(Key, content, default);
        return lake;
    }
}
