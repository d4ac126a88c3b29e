using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>A date that is replaced while runs die at every step. Fixtures run it on a folder and on S3.</summary>
internal abstract class LakeExchangeContract
{
    private const string Owner = "0123456789abcdef0123456789abcdef";
    private static readonly DateOnly Date = SampleManifest.Date;
    private ILake lake = null!;

    /// <summary>Opens an empty lake.</summary>
    protected abstract ILake Open();

    /// <summary>Every which step is tried.</summary>
    protected virtual int Step => 1;

    /// <summary>How many requests the lake takes at a time.</summary>
    protected virtual int AtATime => 1;

    [TearDown]
    public async Task CloseAsync()
    {
        if (lake is not null)
            await lake.DisposeAsync();
    }

    [Test]
    public async Task Run_that_dies_at_any_step_leaves_the_old_state_or_the_new_and_the_next_run_tidies_up([Values] bool before)
    {
        var died = 0;
        for (var step = 1; ; step += Step)
        {
            if (lake is not null)
                await lake.DisposeAsync();
            lake = Open();
            await WriteAsync(lake, "old", extra: true);
            var dying = new DyingLake(lake, step, before) { RequestsAtATime = AtATime };
            var loaded = false;
            try
            {
                await RunAsync(dying, "new", () => loaded = true);
            }
            catch (DyingLake.Death)
            {
                died++;
            }
            if (!dying.IsDead)
                break;

            var shown = await ShownAsync();
            shown.Should().BeOneOf(loaded ? ["old", "new"] : ["old"], $"step {step}");
            // A warehouse that shows the new load finds its files, exchanged or not.
            if (loaded)
                (await HasAsync("new")).Should().BeTrue($"step {step}");
            var verified = await VerifyAsync();
            verified.Where(f => f.Status is not (FileStatus.Good or FileStatus.Unfinished)).Should().BeEmpty($"step {step}: nothing is wrong with the date");

            await new LakeExchange(lake, Date, Owner).RecoverAsync(m => Task.FromResult(loaded && m.RunId is "new"), default);

            (await ShownAsync()).Should().Be(loaded ? "new" : "old", $"step {step}");
            (await KeysAsync())
                .Should()
                .BeEquivalentTo(loaded ? Expected("new", extra: false) : Expected("old", extra: true), $"step {step}: nothing else is left");
        }
        (await ShownAsync()).Should().Be("new");
        (await KeysAsync()).Should().BeEquivalentTo(Expected("new", extra: false));
        died.Should().BeGreaterThan(2);
    }

    [Test]
    public async Task Next_run_that_dies_while_it_tidies_up_loses_nothing_either()
    {
        for (var step = 1; ; step += Step)
        {
            if (lake is not null)
                await lake.DisposeAsync();
            lake = Open();
            await WriteAsync(lake, "old", extra: true);
            // Shown in the lake, but nothing copied yet.
            var exchange = new LakeExchange(lake, Date, Owner);
            var next = await exchange.PrepareAsync(await WriteFilesAsync(exchange.Next, "new", extra: false), default);
            using (var content = new MemoryStream(next.ToJson()))
                await lake.WriteAsync(LakeLayout.ManifestKey(Date), content, default);

            var dying = new DyingLake(lake, step, before: false) { RequestsAtATime = AtATime };
            try
            {
                await new LakeExchange(dying, Date, "another").RecoverAsync(_ => Task.FromResult(false), default);
            }
            catch (DyingLake.Death)
            {
                (await ShownAsync()).Should().Be("new", $"step {step}");
            }
            await new LakeExchange(lake, Date, "a third").RecoverAsync(_ => Task.FromResult(false), default);
            (await ShownAsync()).Should().Be("new", $"step {step}");
            // Complete files of another work folder stay until the date is replaced.
            var unfinished = (await KeysAsync()).Except(Expected("new", extra: false), StringComparer.Ordinal).ToList();
            unfinished.Where(k => !k.StartsWith("raw/next/", StringComparison.Ordinal)).Should().BeEmpty($"step {step}");
            unfinished.Count.Should().BeOneOf([0, 4], $"step {step}");
            if (!dying.IsDead)
                break;
        }
    }

    [Test]
    public async Task Run_of_another_work_folder_keeps_files_that_a_warehouse_shows_until_it_replaces_the_date()
    {
        lake = Open();
        await WriteAsync(lake, "old", extra: false);
        var exchange = new LakeExchange(lake, Date, Owner);
        await exchange.PrepareAsync(await WriteFilesAsync(exchange.Next, "loaded", extra: false), default);

        await new LakeExchange(lake, Date, "another").RecoverAsync(_ => Task.FromResult(false), default);
        (await HasAsync("loaded")).Should().BeTrue();

        var other = new LakeExchange(lake, Date, "another");
        await other.CommitAsync(await other.PrepareAsync(await WriteFilesAsync(other.Next, "new", extra: false), default), default);
        (await KeysAsync()).Should().BeEquivalentTo(Expected("new", extra: false));
        (await ShownAsync()).Should().Be("new");
    }

    private static async Task RunAsync(ILake lake, string run, Action load)
    {
        var exchange = new LakeExchange(lake, Date, Owner);
        await exchange.RecoverAsync(_ => Task.FromResult(false), default);
        var next = await exchange.PrepareAsync(await WriteFilesAsync(exchange.Next, run, extra: false), default);
        load();
        await exchange.CommitAsync(next, default);
    }

    private static async Task WriteAsync(ILake to, string run, bool extra)
    {
        using var content = new MemoryStream((await WriteFilesAsync(to, run, extra)).ToJson());
        await to.WriteAsync(LakeLayout.ManifestKey(Date), content, default);
    }

    // The old run has a file that the new one does not have.
    private static async Task<Manifest> WriteFilesAsync(ILake to, string run, bool extra)
    {
        async Task<LakeFile> PutAsync(string key)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes($"{run} {key}"));
            return await to.WriteAsync(key, content, default);
        }

        var sample = SampleManifest.Of(Date);
        var tables = new List<ManifestTable>();
        foreach (var table in sample.Tables)
        {
            var file = await PutAsync(table.Key);
            tables.Add(table with { Bytes = file.Bytes, Sha256 = file.Sha256 });
        }
        var recorded = new Dictionary<string, RecordedMeasurement>(StringComparer.Ordinal);
        foreach (var name in extra ? new[] { "values", "more" } : ["values"])
        {
            var file = await PutAsync(LakeLayout.ValuesKey(Date, name));
            recorded[name] = new RecordedMeasurement([], [], 0, file.Key, file.Sha256);
        }
        return sample with { RunId = run, Tables = tables, Measurements = recorded };
    }

    private static List<string> Expected(string run, bool extra) =>
        [
            .. SampleManifest.Of(Date).Tables.Select(t => t.Key),
            LakeLayout.ValuesKey(Date, "values"),
            .. extra ? [LakeLayout.ValuesKey(Date, "more")] : Array.Empty<string>(),
            LakeLayout.ManifestKey(Date),
        ];

    // The run whose files a reader finds, each with the hash of its manifest.
    private async Task<string> ShownAsync()
    {
        var manifest = Manifest.FromJson((await lake.TryReadAsync(LakeLayout.ManifestKey(Date), default))!, Date);
        foreach (var (key, sha256) in manifest.Hashes)
            (await NextLake.Of(lake, manifest).HashAsync(key, default))!.Sha256.Should().Be(sha256, key);
        return manifest.RunId;
    }

    private async Task<bool> HasAsync(string run)
    {
        if (await ShownAsync() is var shown && string.Equals(shown, run, StringComparison.Ordinal))
            return true;
        if (await LakeExchange.FindNextAsync(lake, Date, m => string.Equals(m.RunId, run, StringComparison.Ordinal), default) is not { } next)
            return false;
        foreach (var (key, sha256) in next.Hashes)
            (await NextLake.Of(lake, next).HashAsync(key, default))!.Sha256.Should().Be(sha256, key);
        return true;
    }

    private async Task<List<VerifiedFile>> VerifyAsync()
    {
        var verified = new List<VerifiedFile>();
        foreach (var date in await LakeListing.ReadAsync(lake, null, TimeProvider.System, default))
        await foreach (var file in LakeVerification.RunAsync(lake, date, default))
            verified.Add(file);
        return verified;
    }

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var entry in lake.ListAsync("", default))
            keys.Add(entry.Key);
        return keys;
    }

    /// <summary>A lake whose user dies at one of the steps that change it: before the step, or after it. Nothing it does later has an effect.</summary>
    private sealed class DyingLake(ILake inner, int step, bool before) : ILake
    {
        private int steps;
        private volatile bool isDead;

        public bool IsDead => isDead;

        public int RequestsAtATime { get; init; } = 1;

        public string Description => inner.Description;

        public Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken) =>
            ChangeAsync(() => inner.WriteAsync(key, content, cancellationToken));

        public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            ChangeAsync(() => inner.TryCreateAsync(key, content, cancellationToken));

        public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken) => inner.TryReadAsync(key, cancellationToken);

        public Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken) => inner.HashAsync(key, cancellationToken);

        public Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken) =>
            inner.FetchAsync(key, scratch, cancellationToken);

        public string FolderOf(string key, string scratch) => inner.FolderOf(key, scratch);

        public Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken) =>
            ChangeAsync(async () =>
            {
                await inner.CopyAsync(from, to, sha256, cancellationToken);
                return true;
            });

        public IAsyncEnumerable<LakeEntry> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
            ChangeAsync(async () =>
            {
                await inner.DeleteAsync(key, cancellationToken);
                return true;
            });

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task<T> ChangeAsync<T>(Func<Task<T>> change)
        {
            var number = Interlocked.Increment(ref steps);
            if (IsDead || (before && number == step))
                throw Die();
            var result = await change();
            return number == step ? throw Die() : result;
        }

        private Death Die()
        {
            isDead = true;
            return new Death();
        }

        public sealed class Death : Exception;
    }
}

/// <summary>Exchanges in a folder.</summary>
[TestFixture, Category("Slow")]
internal sealed class LocalLakeExchangeTests : LakeExchangeContract
{
    private readonly List<string> folders = [];

    [OneTimeTearDown]
    public void Remove() => folders.ForEach(f => Directory.Delete(f, recursive: true));

    [Test]
    public async Task Folders_of_exchanged_files_are_removed()
    {
        await Run_of_another_work_folder_keeps_files_that_a_warehouse_shows_until_it_replaces_the_date();

        Directory
            .EnumerateDirectories(folders[^1], "*", SearchOption.AllDirectories)
            .Where(d => !Directory.EnumerateFileSystemEntries(d).Any())
            .Select(Path.GetFileName)
            .Should()
            .BeEquivalentTo([".tmp"]);
    }

    protected override ILake Open()
    {
        folders.Add(Directory.CreateTempSubdirectory("shopstream-exchange-").FullName);
        return Lakes.Open(new LakeSettings(folders[^1]));
    }
}

/// <summary>Exchanges in a lake that takes several requests at a time: a run dies while some of them are under way.</summary>
[TestFixture, Category("Slow")]
internal sealed class OverlappingExchangeTests : LakeExchangeContract
{
    private readonly List<string> folders = [];

    protected override int AtATime => 8;

    [OneTimeTearDown]
    public void Remove() => folders.ForEach(f => Directory.Delete(f, recursive: true));

    protected override ILake Open()
    {
        folders.Add(Directory.CreateTempSubdirectory("shopstream-exchange-").FullName);
        return Lakes.Open(new LakeSettings(folders[^1]));
    }
}

/// <summary>Exchanges in S3.</summary>
[TestFixture, Category("Live")]
internal sealed class S3LakeExchangeTests : LakeExchangeContract
{
    private TestS3 server = null!;
    private int opened;

    protected override int Step => Lane.Pick(usual: 4, nightly: 1);

    protected override int AtATime => 8;

    [OneTimeSetUp]
    public async Task StartServer() => server = await TestS3.StartAsync();

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    // A separate prefix gives each test an empty lake.
    protected override ILake Open() => Lakes.Open(server.Settings($"test/{++opened}"));
}
