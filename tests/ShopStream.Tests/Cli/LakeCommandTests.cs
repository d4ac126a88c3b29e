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
    private ProgramOutput run = null!;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        place = new TestWorkspace();
        run = await ShopProgram.RunAsync(["run", "--quiet", "--date", "2025-11-28", .. place.Options]);
        run.ExitCode.Should().Be(0, $"{run}");
    }

    [OneTimeTearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task Every_output_says_that_a_sandbox_was_read()
    {
        const string Sandbox = "SANDBOX (generated data, not your source)";
        using var copy = CopyOf("work");
        string[] options = ["check", "--quiet", "--tags", "@ci", "--out", copy.In("out"), "--work", copy.In("work")];
        var check = await ShopProgram.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["PGHOST"] = "", ["CI"] = "" }, options);
        var json = await ShopProgram.RunAsync([.. options, "--json"]);
        var reconcile = await ShopProgram.RunAsync("reconcile", "revenue", "--quiet", "--work", copy.In("work"));
        var results = Directory.GetFiles(copy.In("out"), "results.json", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var pages = Directory.GetFiles(copy.In("out"), "*.html", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();

        run.Out.Should().MatchRegex($@"\nSource  {System.Text.RegularExpressions.Regex.Escape(Sandbox)}");
        check.ExitCode.Should().Be(0, $"{check}");
        check.Out.Should().Contain($"Source  {Sandbox}").And.Contain("PGHOST is set but empty");
        json.Out.Should().Contain($"\"source\":\"{Sandbox}").And.Contain("\"sandbox\":true");
        reconcile.Out.Should().Contain($"Source  {Sandbox}");
        results.Should().HaveCount(2).And.OnlyContain(r => r.Contains(Sandbox) && r.Contains("\"sandbox\": true"));
        pages.Should().Contain(p => p.Contains(Sandbox));
    }

    [TestCase("PGHOST")]
    [TestCase("PGSERVICE")]
    public async Task Empty_secret_of_a_CI_server_ends_the_run(string variable)
    {
        using var other = new TestWorkspace();
        var output = await ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = "", ["CI"] = "true" },
            ["run", "--quiet", .. other.Options]
        );
        output.ExitCode.Should().Be(ExitCodes.Usage);
        $"{output}".Should().Contain($"{variable} is set but empty");
    }

    [Test]
    public async Task Intact_lake_is_listed_and_verified()
    {
        var listed = await LakeAsync("ls");
        var verified = await LakeAsync("verify");

        listed.ExitCode.Should().Be(0);
        listed
            .Out.Should()
            .Contain("1 date")
            .And.MatchRegex(@"2025-11-28 +complete +\d{8}-\d{6}-[0-9a-f]{4}")
            .And.MatchRegex(@"raw/postgres/orders/2025-11-28/orders_20251128\.csv +[0-9a-f]{12} +5,000 ");
        verified.ExitCode.Should().Be(0, $"{verified}");
        verified.Out.Should().MatchRegex(@"^Passed: (\d+) of \1 files in .* match their manifests");
    }

    [Test]
    public async Task JSON_listing_has_the_hash_of_each_file()
    {
        using var listed = JsonDocument.Parse((await LakeAsync("ls", "--json")).Out);

        var date = listed.RootElement.GetProperty("dates").EnumerateArray().Single();
        date.GetProperty("state").GetString().Should().Be("complete");
        date.GetProperty("files")
            .EnumerateArray()
            .Should()
            .OnlyContain(f => f.GetProperty("sha256").GetString()!.Length == 64 && f.GetProperty("inManifest").GetBoolean());
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
        output
            .Out.Should()
            .MatchRegex(@"changed +raw/postgres/orders/2025-11-28/orders_20251128\.csv +SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}")
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
    public async Task Manifest_of_another_date_is_refused_by_verify_and_check()
    {
        const string Manifest = "work/lake/raw/manifests/{0}/manifest_{1}.json";
        using var copy = CopyOf("work");
        var own = await File.ReadAllTextAsync(copy.In(string.Format(null, Manifest, "2025-11-28", "20251128")));
        // As copied; with its date changed; and with all dates changed, so that only the files are missing.
        copy.With(string.Format(null, Manifest, "2025-11-29", "20251129"), own);
        copy.With(
            string.Format(null, Manifest, "2025-11-30", "20251130"),
            own.Replace("\"date\": \"2025-11-28\"", "\"date\": \"2025-11-30\"", StringComparison.Ordinal)
        );
        copy.With(
            string.Format(null, Manifest, "2025-12-01", "20251201"),
            own.Replace("2025-11-28", "2025-12-01", StringComparison.Ordinal).Replace("20251128", "20251201", StringComparison.Ordinal)
        );

        foreach (
            var (date, found) in new[]
            {
                ("2025-11-29", "field date is 2025-11-28; expected 2025-11-29"),
                ("2025-11-30", ".key is raw/"),
                ("2025-12-01", "missing"),
            }
        )
        {
            var verified = await LakeAsync(copy, "verify", "--date", date);
            verified.ExitCode.Should().Be(ExitCodes.Failed, $"{verified}");
            verified.Out.Should().Contain(found);
            var check = await ShopProgram.RunAsync(["check", "--quiet", "--date", date, "--out", copy.In("out"), "--work", copy.In("work")]);
            check.ExitCode.Should().NotBe(ExitCodes.Passed, $"{check}");
            if (found is not "missing")
                $"{check}"
                    .Should()
                    .Contain($"manifest_{date.Replace("-", "", StringComparison.Ordinal)}.json")
                    .And.Contain(found)
                    .And.Contain($"shopstream run --date {date}");
        }
    }

    [TestCase("\"columns\": [", "\"columns\": null, \"was\": [", "columns is null")]
    [TestCase("\"answers\": {", "\"answers\": null, \"were\": {", "answers is null")]
    [TestCase("\"totals\": {", "\"totals\": {}, \"was\": {", "totals is no 'count'")]
    [NightlyCase("\"count\": \"", "\"count\": \"about ", "totals['count'] is about ")]
    [TestCase("\"bytes\": ", "\"bytes\": -", "bytes is -")]
    [NightlyCase("\"sha256\": \"", "\"sha256\": \"x", "sha256 is x")]
    public async Task Manifest_with_an_impossible_field_is_refused_by_verify_and_check(string old, string changed, string found)
    {
        using var copy = CopyOf("work");
        var manifest = copy.In("work/lake/raw/manifests/2025-11-28/manifest_20251128.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace(old, changed, StringComparison.Ordinal));

        var verified = await LakeAsync(copy, "verify");
        var check = await ShopProgram.RunAsync(["check", "--quiet", "--out", copy.In("out"), "--work", copy.In("work")]);

        verified.ExitCode.Should().Be(ExitCodes.Failed, $"{verified}");
        verified.Out.Should().Contain("manifest_20251128.json").And.Contain(found);
        check.ExitCode.Should().BeOneOf(ExitCodes.Usage, ExitCodes.Infrastructure);
        $"{check}".Should().Contain("manifest_20251128.json").And.Contain(found);
    }

    [Test]
    public async Task Missing_date_cannot_be_verified()
    {
        var output = await LakeAsync("verify", "--date", "2025-11-27");

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        $"{output}".Should().Contain("has no files of 2025-11-27");
    }

    private Task<ProgramOutput> LakeAsync(params string[] arguments) => LakeAsync(place, arguments);

    private static Task<ProgramOutput> LakeAsync(TestWorkspace place, params string[] arguments) =>
        ShopProgram.RunAsync(["lake", .. arguments, "--work", place.In("work")]);

    /// <summary>The run's lake in a place of its own, to be changed.</summary>
    private TestWorkspace CopyOfLake() => CopyOf("work/lake");

    private TestWorkspace CopyOf(string folder)
    {
        var copy = new TestWorkspace();
        var original = place.In(folder);
        // Temporary files belong to this process, which has them locked.
        foreach (
            var file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories).Where(f => !f.Contains("/tmp/scratch-", StringComparison.Ordinal))
        )
        {
            var target = copy.In(Path.Combine(folder, Path.GetRelativePath(original, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }
}
