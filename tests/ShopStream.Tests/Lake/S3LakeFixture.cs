using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>A fixture with a bucket, and an empty folder for each test.</summary>
internal abstract class S3LakeFixture
{
    protected const int Part = S3Parts.Smallest;

    protected TestS3 Server { get; private set; } = null!;

    protected string Scratch { get; private set; } = "";

    [OneTimeSetUp]
    public async Task StartServer() => Server = await TestS3.StartAsync();

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }

    [SetUp]
    public void Create() => Scratch = Directory.CreateTempSubdirectory("shopstream-lake-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(Scratch, recursive: true);

    protected S3Lake Open(TamperedHttp? http = null) => new(Server.Settings(), new S3Limits { Http = http });

    protected static async Task<LakeFile> WriteAsync(S3Lake lake, string key, int bytes) => await lake.WriteAsync(key, new GeneratedStream(bytes), default);

    protected static async Task<List<LakeEntry>> ListAsync(S3Lake lake)
    {
        var found = new List<LakeEntry>();
        await foreach (var entry in lake.ListAsync("", default))
            found.Add(entry);
        return found;
    }

    protected static async Task ReplaceContentAsync(HttpResponseMessage answer, Stream body, long length)
    {
        await answer.Content.LoadIntoBufferAsync();
        answer.Content = new StreamContent(body, 1);
        answer.Content.Headers.ContentLength = length;
    }
}
