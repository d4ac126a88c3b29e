using Amazon.S3.Model;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Tests.Lake;

[TestFixture]
internal sealed class LocalLakeTests : LakeContract
{
    private string root = "";

    [SetUp]
    public void MakeRoot() => root = Path.Combine(Path.GetTempPath(), $"shopstream-lake-{Guid.NewGuid():n}");

    [TearDown]
    public void RemoveRoot()
    {
        if (Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    [Test]
    public async Task What_a_killed_run_left_is_swept_after_a_day()
    {
        var old = Path.Combine(root, ".tmp", "old");
        var young = Path.Combine(root, ".tmp", "young");
        Directory.CreateDirectory(Path.GetDirectoryName(old)!);
        await File.WriteAllTextAsync(old, "x");
        await File.WriteAllTextAsync(young, "x");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(old).AddDays(-2));
        await using var lake = await OpenAsync();
        await lake.WriteAsync("a", new MemoryStream([1]), CancellationToken.None);
        (File.Exists(old), File.Exists(young)).Should().Be((false, true));
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await File.WriteAllTextAsync(root, "a file where a folder should be");
        try
        {
            await using var lake = await OpenAsync();
            (await lake.Invoking(l => l.WriteAsync("a", new MemoryStream([1]), CancellationToken.None)).Should().ThrowAsync<InfrastructureException>()).Which.Message.Should().Contain(root);
        }
        finally
        {
            File.Delete(root);
        }
    }

    protected override Task<ILake> OpenAsync() => Task.FromResult(Lakes.Open(new LakeSettings(root)));

    protected override Task<IReadOnlyList<string>> LeftoversAsync() =>
        Task.FromResult<IReadOnlyList<string>>(Directory.Exists(Path.Combine(root, ".tmp")) ? Directory.GetFiles(Path.Combine(root, ".tmp")) : []);
}

[TestFixture, Category("Live")]
internal sealed class S3LakeTests : LakeContract
{
    private TestS3 server = null!;
    private int lakes;

    [OneTimeSetUp]
    public async Task StartAsync() => server = await TestS3.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (server is not null) await server.DisposeAsync();
    }

    [Test]
    public async Task A_bucket_that_is_not_there_is_not_made()
    {
        await using var lake = Lakes.Open(new LakeSettings("s3://no-such-bucket-here", server.Endpoint));
        var write = await lake.Invoking(l => l.WriteAsync("a", new MemoryStream([1]), CancellationToken.None)).Should().ThrowAsync<UsageException>();
        write.Which.Message.Should().Contain("no-such-bucket-here").And.Contain("aws s3 mb");
        await lake.Invoking(l => l.TryReadAsync("a", CancellationToken.None)).Should().ThrowAsync<UsageException>();
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_worth_a_retry()
    {
        await using var lake = Lakes.Open(new LakeSettings("s3://some-bucket", "http://127.0.0.1:9"));
        (await lake.Invoking(l => l.TryReadAsync("a", CancellationToken.None)).Should().ThrowAsync<InfrastructureException>()).Which.Message.Should().Contain("http://127.0.0.1:9");
    }

    // Every test its own prefix: one bucket is an empty lake to each of them.
    protected override Task<ILake> OpenAsync() => Task.FromResult(Lakes.Open(server.Settings($"lake-{Interlocked.Increment(ref lakes)}")));

    protected override async Task<IReadOnlyList<string>> LeftoversAsync()
    {
        using var client = server.Client();
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = server.Bucket });
        return [.. (uploads.MultipartUploads ?? []).Select(u => u.Key)];
    }
}

[TestFixture]
internal sealed class LakeSettingsTests
{
    [TestCase("", "", "eu-west-3", "a folder or s3://bucket/prefix")]
    [TestCase("s3:bucket", "", "eu-west-3", "expected s3://bucket")]
    [TestCase("s3://ab", "", "eu-west-3", "3 to 63 characters")]
    [TestCase("s3://bucket", "localhost:9000", "eu-west-3", "http://host:port")]
    [TestCase("s3://bucket", "", " ", "such as eu-west-3")]
    public void A_wrong_setting_is_told_with_what_was_expected(string location, string endpoint, string region, string expected) =>
        FluentActions.Invoking(() => new LakeSettings(location, endpoint, region)).Should().Throw<UsageException>().Which.Message.Should().Contain(expected);

    [Test]
    public void A_bucket_and_its_prefix_are_told_apart()
    {
        var settings = new LakeSettings("s3://shopstream-datalake-x/team/a/");
        (settings.Bucket, settings.Prefix).Should().Be(("shopstream-datalake-x", "team/a"));
        new LakeSettings("some/folder").Bucket.Should().BeNull();
    }

    [Test]
    public void Files_are_where_the_reference_has_them()
    {
        var date = new DateOnly(2025, 11, 28);
        LakeLayout.KeyOf("orders", date).Should().Be("raw/postgres/orders/2025-11-28/orders_20251128.csv");
        LakeLayout.KeyOf("events", date).Should().Be("raw/events/2025-11-28/events_20251128.json");
        LakeLayout.ManifestKey(date).Should().Be("raw/manifests/2025-11-28/manifest_20251128.json");
    }
}
