using System.Globalization;
using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

/// <summary>Requests to a lake that takes several at a time overlap, and are never more; a failure stops the others.</summary>
[TestFixture, Category("Fast")]
internal sealed class LakeRequestsTests
{
    private const string Owner = "0123456789abcdef0123456789abcdef";
    private const int Files = 30;
    private static readonly DateOnly Date = SampleManifest.Date;
    private string root = null!;
    private ILake folder = null!;

    [SetUp]
    public void Create()
    {
        root = Directory.CreateTempSubdirectory("shopstream-requests-").FullName;
        folder = Lakes.Open(new LakeSettings(Path.Combine(root, "lake")));
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await folder.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Test]
    public async Task Files_of_one_stream_are_stored_while_the_next_are_read()
    {
        var lake = new CrowdedLake(folder, "write");
        using var writes = new OverlappingWrites(lake);

        var written = await writes.RunAsync(Rows("a", Files), json: false, CancellationToken.None);

        lake.Most.Should().Be(8);
        written.Select(f => f.Key).Should().Equal(Enumerable.Range(0, Files).Select(i => Key("a", i)));
        written.Select(f => f.LongestRow).Should().OnlyContain(r => r == 5);
        foreach (var (i, file) in written.Index())
        {
            Encoding.UTF8.GetString((await folder.TryReadAsync(file.Key, default))!).Should().Be(Content(i));
            (await folder.HashAsync(file.Key, default)).Should().Be(file with { LongestRow = null });
        }
    }

    [Test]
    public async Task Streams_share_the_limit_of_files()
    {
        var lake = new CrowdedLake(folder, "write");
        using var writes = new OverlappingWrites(lake);

        var all = new[] { "a", "b", "c", "d" }.Select(name => writes.RunAsync(Rows(name, Files), json: false, CancellationToken.None));

        (await Task.WhenAll(all)).Should().OnlyContain(files => files.Count == Files);
        lake.Most.Should().Be(8);
    }

    [Test]
    public async Task Next_file_is_not_read_while_those_that_are_stored_take_much_memory()
    {
        var store = new TaskCompletionSource();
        var lake = new CrowdedLake(folder, "write") { Crowd = 1, Before = (_, token) => store.Task.WaitAsync(token) };
        using var writes = new OverlappingWrites(lake);
        var read = 0;

        var all = writes.RunAsync(
            async _ =>
            {
                await Task.Yield();
                return read == 5 ? null : (Key("a", read++), new MemoryStream(new byte[S3Parts.Smallest / 2]));
            },
            json: false,
            CancellationToken.None
        );
        while (lake.Begun.Count < 3 || read < 4)
            await Task.Yield();

        // Two of half a part are stored, and a third is read, which is all that fits; the label of the next is known.
        for (var i = 0; i < 100; i++)
            await Task.Yield();
        lake.Begun.Should().HaveCount(3);
        store.SetResult();
        (await all).Should().HaveCount(5);
    }

    [Test]
    public async Task First_failure_of_a_write_is_the_one_that_is_named_and_stops_the_others()
    {
        var fail = FailAsync(Key("a", 3));
        var lake = new CrowdedLake(folder, "write")
        {
            Before = (key, token) => string.Equals(key, Key("b", 0), StringComparison.Ordinal) ? Task.CompletedTask : fail(key, token),
        };
        using var writes = new OverlappingWrites(lake);

        var run = () => writes.RunAsync(Rows("a", Files), json: false, CancellationToken.None);

        (await run.Should().ThrowAsync<InfrastructureException>()).WithMessage($"{Key("a", 3)} failed");
        lake.Begun.Should().HaveCount(8, "no further file was begun");
        // Every place is free again.
        (await writes.RunAsync(Rows("b", 1), json: false, CancellationToken.None))
            .Should()
            .ContainSingle();
    }

    [Test]
    public async Task Failure_of_the_rows_is_the_one_that_is_named_and_stops_the_writes()
    {
        var lake = new CrowdedLake(folder, "write") { Crowd = 1, Before = (_, token) => Task.Delay(Timeout.Infinite, token) };
        using var writes = new OverlappingWrites(lake);
        var read = 0;

        var run = () =>
            writes.RunAsync(
                _ => read++ < 3 ? Rows("a", Files)(CancellationToken.None) : throw new EndOfStreamException("the COPY ended in the middle of a row"),
                json: false,
                CancellationToken.None
            );

        (await run.Should().ThrowAsync<EndOfStreamException>()).WithMessage("the COPY ended*");
    }

    [Test]
    public async Task Cancelled_writes_are_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var lake = new CrowdedLake(folder, "write")
        {
            Before = async (_, token) =>
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        };
        using var writes = new OverlappingWrites(lake);

        await FluentActions.Awaiting(() => writes.RunAsync(Rows("a", Files), json: false, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task Folder_gets_one_file_of_a_stream_at_a_time()
    {
        Directory.CreateDirectory(Path.Combine(root, "lake"));
        using var writes = new OverlappingWrites(folder);
        var open = 0;

        var written = await writes.RunAsync(
            async token =>
            {
                Directory.EnumerateFiles(Path.Combine(root, "lake"), "*.csv", SearchOption.AllDirectories).Should().HaveCount(open, "each is complete");
                return open == 3 ? null : (Key("a", open), new MemoryStream(Encoding.UTF8.GetBytes(Content(open++))));
            },
            json: false,
            CancellationToken.None
        );

        written.Should().HaveCount(3);
    }

    [TestCase("copy")]
    [TestCase("delete")]
    public async Task Exchange_copies_and_deletes_several_files_at_a_time(string kind)
    {
        await PutAsync(folder, "old", Files);
        var lake = new CrowdedLake(folder, kind);
        var exchange = new LakeExchange(lake, Date, Owner);

        await exchange.CommitAsync(await exchange.PrepareAsync(await WriteAsync(exchange.Next, "new", Files), default), default);

        lake.Most.Should().Be(8);
        (await VerifyAsync(folder)).Should().OnlyContain(f => f.Status == FileStatus.Good);
    }

    [Test]
    public async Task Copy_that_fails_stops_the_others_and_leaves_the_new_files_where_they_are_found()
    {
        await PutAsync(folder, "old", Files);
        var fault = LakeLayout.ValuesKey(Date, "3");
        var lake = new CrowdedLake(folder, "copy") { Before = FailAsync(fault) };
        var exchange = new LakeExchange(lake, Date, Owner);
        var next = await exchange.PrepareAsync(await WriteAsync(exchange.Next, "new", Files), default);

        var commit = () => exchange.CommitAsync(next, default);

        (await commit.Should().ThrowAsync<InfrastructureException>()).WithMessage($"{fault} failed");
        lake.Begun.Should().HaveCount(8, "no further copy was begun");
        (await VerifyAsync(folder)).Should().OnlyContain(f => f.Status == FileStatus.Good || f.Status == FileStatus.Unfinished);
        await new LakeExchange(folder, Date, Owner).RecoverAsync(_ => Task.FromResult(true), default);
        (await VerifyAsync(folder)).Should().HaveCount(Files).And.OnlyContain(f => f.Status == FileStatus.Good);
        Manifest.FromJson((await folder.TryReadAsync(LakeLayout.ManifestKey(Date), default))!, Date).RunId.Should().Be("new");
    }

    [Test]
    public async Task Verification_hashes_several_files_at_a_time_and_keeps_their_order()
    {
        await PutAsync(folder, "run", Files);
        await folder.DeleteAsync(LakeLayout.ValuesKey(Date, "7"), default);
        var lake = new CrowdedLake(folder, "hash");

        var verified = await VerifyAsync(lake);

        lake.Most.Should().Be(8);
        verified.Select(f => f.Key).Should().BeInAscendingOrder(StringComparer.Ordinal).And.HaveCount(Files);
        verified.Where(f => f.Status != FileStatus.Good).Should().ContainSingle().Which.Status.Should().Be(FileStatus.Missing);
    }

    [Test]
    public async Task Verification_that_nobody_reads_on_stops()
    {
        await PutAsync(folder, "run", Files);
        var lake = new CrowdedLake(folder, "hash");

        await foreach (var date in (await LakeListing.ReadAsync(lake, null, TimeProvider.System, default)).ToAsyncEnumerable())
        await foreach (var _ in LakeVerification.RunAsync(lake, date, default))
            break;

        lake.Begun.Count.Should().BeInRange(8, 9);
    }

    [Test]
    public async Task Manifests_of_many_dates_are_read_several_at_a_time()
    {
        for (var day = 0; day < Files; day++)
        {
            using var content = new MemoryStream(SampleManifest.Of(Date.AddDays(day)).ToJson());
            await folder.WriteAsync(LakeLayout.ManifestKey(Date.AddDays(day)), content, default);
        }
        var lake = new CrowdedLake(folder, "read");

        (await PartitionFiles.ManifestsAsync(lake, default))!.Select(m => m.Date).Should().Equal(Enumerable.Range(0, Files).Select(Date.AddDays));

        lake.Most.Should().Be(8);
        (await LakeListing.ReadAsync(lake, null, TimeProvider.System, default)).Select(d => d.Date).Should().BeInAscendingOrder().And.HaveCount(Files);
        lake.Most.Should().Be(8);
    }

    [Test]
    public async Task Files_that_several_read_are_fetched_eight_at_a_time_and_once()
    {
        await PutAsync(folder, "run", Files);
        var lake = new CrowdedLake(folder, "fetch");
        var keys = Enumerable.Range(0, Files).Select(i => LakeLayout.ValuesKey(Date, $"{i}")).ToList();
        await using var files = new FetchedFiles(lake, root);

        await Task.WhenAll(files.FetchAllAsync(keys, default), files.FetchAllAsync(keys, default), files.FetchAllAsync(keys.AsEnumerable().Reverse(), default));

        lake.Most.Should().Be(8);
        lake.Begun.Should().BeEquivalentTo(keys);
    }

    private static Func<string, CancellationToken, Task> FailAsync(string fault) =>
        (key, token) =>
            string.Equals(key, fault, StringComparison.Ordinal)
                ? Task.FromException(new InfrastructureException($"{key} failed"))
                : Task.Delay(Timeout.Infinite, token);

    private static string Key(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"raw/postgres/{name}/2026-01-15/{name}.{number:000}.csv");

    private static string Content(int number) => string.Create(CultureInfo.InvariantCulture, $"id\n{number:0000}\n");

    // As a COPY that is cut into files: all of them are read through one stream.
    private static Func<CancellationToken, Task<(string Key, Stream Rows)?>> Rows(string name, int files)
    {
        var next = 0;
        var rows = new MemoryStream();
        return token =>
        {
            token.ThrowIfCancellationRequested();
            if (next > 0)
                rows.Position.Should().Be(rows.Length, "the file before was read to its end");
            rows.SetLength(0);
            rows.Write(Encoding.UTF8.GetBytes(Content(next)));
            rows.Position = 0;
            return Task.FromResult<(string, Stream)?>(next == files ? null : (Key(name, next++), rows));
        };
    }

    private static async Task<Manifest> WriteAsync(ILake to, string run, int files)
    {
        var recorded = new Dictionary<string, RecordedMeasurement>(StringComparer.Ordinal);
        for (var i = 0; i < files; i++)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes($"{run} {i}"));
            // A run replaces every second file, and writes others.
            var name =
                i % 2 == 0 || run is "old" or "run" ? $"{i}"
                : i == 3 ? "3"
                : $"{run}-{i}";
            var file = await to.WriteAsync(LakeLayout.ValuesKey(Date, name), content, default);
            recorded[name] = new RecordedMeasurement([], [], 0, file.Key, file.Sha256);
        }
        return SampleManifest.Of(Date) with { RunId = run, Tables = [], Measurements = recorded };
    }

    private static async Task PutAsync(ILake to, string run, int files)
    {
        using var content = new MemoryStream((await WriteAsync(to, run, files)).ToJson());
        await to.WriteAsync(LakeLayout.ManifestKey(Date), content, default);
    }

    private static async Task<List<VerifiedFile>> VerifyAsync(ILake of)
    {
        var verified = new List<VerifiedFile>();
        foreach (var date in await LakeListing.ReadAsync(of, null, TimeProvider.System, default))
        await foreach (var file in LakeVerification.RunAsync(of, date, default))
            verified.Add(file);
        return verified;
    }
}
