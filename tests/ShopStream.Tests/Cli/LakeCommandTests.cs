using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Cli;

/// <summary>lake ls and lake verify, on the lake of a run.</summary>
[TestFixture, Category("Live")]
internal sealed class LakeCommandTests
{
    private const string Orders = "work/lake/raw/postgres/orders/2025-11-28/orders_20251128.csv";

    private TestWorkspace place = null!;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        place = new TestWorkspace();
        var output = await ShopProgram.RunAsync(["run", "--quiet", "--date", "2025-11-28", .. place.Options]);
        output.ExitCode.Should().Be(0, $"{output}");
    }

    [OneTimeTearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task Intact_lake_is_listed_and_verified()
    {
        var listed = await LakeAsync("ls");
        var verified = await LakeAsync("verify");

        listed.ExitCode.Should().Be(0);
        listed.Out.Should().Contain("1 date").And.MatchRegex(@"2025-11-28 +complete +\d{8}-\d{6}-[0-9a-f]{4}").And.MatchRegex(@"raw/postgres/orders/2025-11-28/orders_20251128\.csv +[0-9a-f]{12} +5,000 ");
        verified.ExitCode.Should().Be(0, $"{verified}");
        verified.Out.Should().MatchRegex(@"^Passed: (\d+) of \1 files in .* match their manifests");
    }

    [Test]
    public async Task JSON_listing_has_the_hash_of_each_file()
    {
        using var listed = JsonDocument.Parse((await LakeAsync("ls", "--json")).Out);

        var date = listed.RootElement.GetProperty("dates").EnumerateArray().Single();
        date.GetProperty("state").GetString().Should().Be("complete");
        date.GetProperty("files").EnumerateArray().Should().OnlyContain(f => f.GetProperty("sha256").GetString()!.Length == 64 && f.GetProperty("inManifest").GetBoolean());
    }

    [Test]
    public async Task Changed_missing_and_extra_files_fail_verification()
    {
        using var copy = CopyOfLake();
        var orders = copy.In(Orders);
        var flipped = await File.ReadAllBytesAsync(orders);
        flipped[^2] ^= 1;
        await File.WriteAllBytesAsync(orders, flipped);
        File.Delete(copy.In("work/lake/raw/postgres/users/2025-11-28/users_20251128.csv"));
        copy.With("work/lake/raw/postgres/orders/2025-11-28/orders_copy.csv", "id\n");

        var output = await LakeAsync(copy, "verify");
        var json = await LakeAsync(copy, "verify", "--json");

        output.ExitCode.Should().Be(ExitCodes.Failed);
        output.Out.Should().MatchRegex(@"changed +raw/postgres/orders/2025-11-28/orders_20251128\.csv +SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}")
            .And.MatchRegex(@"missing +raw/postgres/users/2025-11-28/users_20251128\.csv +the manifest names it")
            .And.MatchRegex(@"extra +raw/postgres/orders/2025-11-28/orders_copy\.csv +the manifest does not name it")
            .And.Contain("1 missing, 1 changed, 1 extra");
        json.ExitCode.Should().Be(ExitCodes.Failed);
        json.Out.Should().Contain("\"finding\":\"changed\"").And.Contain("\"exitCode\":1");
    }

    [Test]
    public async Task Date_without_a_manifest_is_not_judged_and_a_broken_manifest_fails()
    {
        using var copy = CopyOfLake();
        var manifest = copy.In("work/lake/raw/manifests/2025-11-28/manifest_20251128.json");
        var json = await File.ReadAllTextAsync(manifest);
        File.Delete(manifest);
        var without = await LakeAsync(copy, "verify");
        await File.WriteAllTextAsync(manifest, json[..200]);
        var broken = await LakeAsync(copy, "verify");

        without.ExitCode.Should().Be(ExitCodes.NotJudged);
        without.Out.Should().Contain("2025-11-28 is not judged: it has no manifest");
        broken.ExitCode.Should().Be(ExitCodes.Failed);
        broken.Out.Should().Contain("unreadable");
    }

    [Test]
    public async Task Missing_date_cannot_be_verified()
    {
        var output = await LakeAsync("verify", "--date", "2025-11-27");

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        $"{output}".Should().Contain("has no files of 2025-11-27");
    }

    private Task<ProgramOutput> LakeAsync(params string[] arguments) => LakeAsync(place, arguments);

    private static Task<ProgramOutput> LakeAsync(TestWorkspace place, params string[] arguments) => ShopProgram.RunAsync(["lake", .. arguments, "--work", place.In("work")]);

    /// <summary>The run's lake in a place of its own, to be changed.</summary>
    private TestWorkspace CopyOfLake()
    {
        var copy = new TestWorkspace();
        var lake = place.In("work/lake");
        foreach (var file in Directory.EnumerateFiles(lake, "*", SearchOption.AllDirectories))
        {
            var target = copy.In(Path.Combine("work/lake", Path.GetRelativePath(lake, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }
}
