using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

/// <summary>A command reads a lake that its account may not write to, without a lease and with a warning. Any other fault is not a missing right.</summary>
[TestFixture, Category("Fast")]
internal sealed class ReadOnlyLakeTests
{
    private static readonly DateOnly Date = new(2025, 11, 28);
    private static readonly LeaseHolder Check = new("check (process 1 on a)", "one");

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2025, 11, 28, 2, 15, 0, TimeSpan.Zero));
    private readonly List<string> warnings = [];
    private string folder = "";
    private ILake lake = null!;

    private static Exception[] Refusals() =>
        [
            new UsageException("s3://shop: access is denied (403 AccessDenied)"),
            new InfrastructureException("lake/lease.json cannot be written", new UnauthorizedAccessException("Access to the path is denied.")),
            new InfrastructureException("lake/lease.json cannot be written", new IOException("Read-only file system : '/lake/lease.json'")),
        ];

    private static Exception[] Faults() =>
        [
            new InfrastructureException("s3://shop does not respond"),
            new InfrastructureException("lake/lease.json cannot be written", new IOException("No space left on device")),
        ];

    [SetUp]
    public void Create()
    {
        folder = Directory.CreateTempSubdirectory("shopstream-read-only-").FullName;
        lake = Lakes.Open(new LakeSettings(folder));
        warnings.Clear();
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await lake.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Lake_without_the_right_to_write_is_read_with_one_warning(Exception refusal)
    {
        var readOnly = new ReadOnlyLake(lake, refusal);

        await using (await TakeAsync(readOnly, TimeSpan.Zero))
            clock.Advance(TimeSpan.FromHours(1));

        warnings.Should().ContainSingle().Which.Should().StartWith($"{folder} is read without a lease, because this account cannot write there (");
        readOnly.Refused.Should().Be(1, "a lease that was not written is neither renewed nor removed");
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Any_other_fault_ends_the_command(Exception fault) =>
        (await FluentActions.Awaiting(() => TakeAsync(new ReadOnlyLake(lake, fault), TimeSpan.Zero)).Should().ThrowAsync<InfrastructureException>())
            .Which.Should()
            .BeSameAs(fault);

    [Test]
    public async Task Run_that_writes_the_date_is_waited_for_without_a_lease_too()
    {
        var now = clock.GetUtcNow();
        var run = new LakeLease("20251128-021500-aaaa", "two", now, now + LakeLease.Duration);
        await lake.TryCreateAsync(LakeLayout.LeaseKey(Date), run.ToJson(), CancellationToken.None);

        var take = () => TakeAsync(new ReadOnlyLake(lake, Refusals()[0]), TimeSpan.Zero);

        (await take.Should().ThrowAsync<InfrastructureException>()).WithMessage("*20251128-021500-aaaa*Nothing was checked. Run again after it has ended");
    }

    private Task<SharedDateLease> TakeAsync(ILake from, TimeSpan wait) =>
        SharedDateLease.TakeAsync(from, Date, Check, new LockWait(wait, warnings.Add), clock, CancellationToken.None);

    private sealed class ReadOnlyLake(ILake inner, Exception refusal) : ILake
    {
        public int Refused { get; private set; }

        public string Description => inner.Description;

        public Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken) => RefuseAsync<LakeFile>();

        public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => RefuseAsync<bool>();

        public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken) => inner.TryReadAsync(key, cancellationToken);

        public Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken) => inner.HashAsync(key, cancellationToken);

        public Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken) =>
            inner.FetchAsync(key, scratch, cancellationToken);

        public string FolderOf(string key, string scratch) => inner.FolderOf(key, scratch);

        public Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken) => RefuseAsync<bool>();

        public IAsyncEnumerable<LakeEntry> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => RefuseAsync<bool>();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private Task<T> RefuseAsync<T>()
        {
            Refused++;
            return Task.FromException<T>(refusal);
        }
    }
}
