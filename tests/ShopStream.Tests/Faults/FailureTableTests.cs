using System.Globalization;
using System.Security.Cryptography;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Docs;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>The table of docs/operations.md, line by line: each failure is caused in a copy of a good shop.</summary>
[TestFixture, Category("Live"), Platform("Unix")]
internal sealed class FailureTableTests
{
    private const string Orders = "raw/postgres/orders/2026-01-15/orders_20260115.csv";
    private const string Manifest = "raw/manifests/2026-01-15/manifest_20260115.json";

    private static readonly Dictionary<string, Func<FailureCase, Task>> Injections = new(StringComparer.Ordinal)
    {
        ["the source refuses connections"] = c => c.RunAsync(("PGHOST", "127.0.0.1"), ("PGPORT", "1"), ("PGDATABASE", "shop"), ("PGUSER", "me")),
        ["the source's name is unknown"] = c => c.RunAsync(("PGHOST", "no-such-host.invalid"), ("PGDATABASE", "shop"), ("PGUSER", "me")),
        ["the password is wrong"] = async c => await c.RunAsRoleAsync(null, ("PGPASSWORD", "not-it")),
        ["TLS is required, and the server has none"] = async c => await c.RunAsync(await FailureCase.SourceAsync(("PGSSLMODE", "require"))),
        ["a client certificate is missing"] = async c => await c.RunAsync(await FailureCase.SourceAsync(("PGSSLCERT", c.Place.In("no.crt")))),
        ["a table may not be read"] = async c => await c.RunAsRoleAsync("GRANT SELECT ON users, products, orders, events, crm_contacts TO {0}"),
        ["a table does not exist"] = async c => await c.RunAsync(await FailureCase.SourceAsync(), "--settings", c.Settings(("source.tables", "users, odrers"))),
        ["a table is locked"] = async c =>
        {
            await using var database = await TestPostgres.SeededDatabaseAsync();
            await using var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
            await other.OpenAsync();
            await new NpgsqlCommand("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE", other).ExecuteNonQueryAsync();
            await c.RunAsync([.. LoadedShop.Source(database.ConnectionString).Select(v => (v.Key, v.Value))]);
        },
        ["the source is too slow"] = async c =>
        {
            await using var database = await TestPostgres.SeededDatabaseAsync();
            var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
            await using var proxy = new TcpProxy(parts.Host!, parts.Port, _ => TcpPlan.Slow(4_000, 500));
            await c.RunAsync(
                [
                    .. LoadedShop
                        .Source(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString)
                        .Select(v => (v.Key, v.Value)),
                ],
                "--settings",
                c.Settings(("source.deadline", "1"))
            );
        },
        ["a value does not fit into the warehouse"] = async c =>
        {
            await using var database = await TestPostgres.SeededDatabaseAsync();
            await database.ExecuteAsync("UPDATE users SET last_login = '294276-12-31' WHERE id = 1");
            await c.RunAsync([.. LoadedShop.Source(database.ConnectionString).Select(v => (v.Key, v.Value))]);
        },
        ["a file of the lake is missing"] = async c =>
        {
            File.Delete(c.Lake(Orders));
            await c.CheckAsync();
        },
        ["a file of the lake is cut off"] = async c =>
        {
            var bytes = await File.ReadAllBytesAsync(c.Lake(Orders));
            await File.WriteAllBytesAsync(c.Lake(Orders), bytes[..(bytes.Length / 2)]);
            await c.CheckAsync();
        },
        ["a file of the lake has other bytes"] = async c =>
        {
            var bytes = await File.ReadAllBytesAsync(c.Lake(Orders));
            RandomNumberGenerator.Fill(bytes.AsSpan(1000, 1000));
            await File.WriteAllBytesAsync(c.Lake(Orders), bytes);
            await c.CheckAsync();
        },
        ["the manifest is damaged"] = async c =>
        {
            var text = await File.ReadAllTextAsync(c.Lake(Manifest));
            await File.WriteAllTextAsync(c.Lake(Manifest), text[..(text.Length / 2)]);
            await c.CheckAsync();
        },
        ["the date has no run"] = c => c.CheckAsync("--date", "2026-01-14"),
        ["the lake's folder is a file"] = c => c.CheckAsync("--settings", c.Settings(("lake", c.Place.With("lake-file", "")))),
        ["the warehouse's file is not a database"] = async c =>
        {
            await File.WriteAllTextAsync(c.Warehouse, new string('x', 100_000));
            await c.CheckAsync();
        },
        ["the warehouse's file is cut off"] = async c =>
        {
            await using (var file = File.OpenWrite(c.Warehouse))
                file.SetLength(file.Length / 2);
            await c.CheckAsync();
        },
        ["the warehouse is missing"] = async c =>
        {
            File.Delete(c.Warehouse);
            await c.CheckAsync();
        },
        ["the work folder is a file"] = c => c.RunInAsync(c.Place.With("work-file", ""), ("PGHOST", "127.0.0.1"), ("PGPORT", "1"), ("PGDATABASE", "shop")),
        ["the folder for temporary files is a file"] = async c =>
        {
            Directory.Delete(Path.Combine(c.Work, "tmp"), recursive: true);
            await File.WriteAllTextAsync(Path.Combine(c.Work, "tmp"), "");
            await c.CheckAsync();
        },
        ["the disk is full while models are built"] = c => c.OnFullDiskAsync(500_000),
        ["the report's folder cannot be written"] = c => c.CheckAsync("--out", Path.Combine(c.Place.With("reports-file", ""), "reports")),
        ["a setting is unknown"] = c => c.CheckAsync("--settings", c.Settings(("lak", "x"))),
        ["a settings file is damaged"] = c => c.CheckAsync("--settings", c.Place.With("half.runsettings", "<RunSettings><TestRunParameters><Parameter name=")),
        ["a model's SQL is wrong"] = c => c.RunWithModelAsync("SELECT id, no_such_column FROM {{ source('raw', 'orders') }}"),
        ["a feature is wrong"] = c => c.CheckAsync("--features", c.Place.Features("raw orders is not emty")),
    };

    private static readonly IReadOnlyList<string[]> Rows =
    [
        .. MarkdownPage
            .Of("docs/operations.md")
            .Text.Split("## Failures")[1]
            .Split("\n## ")[0]
            .Split('\n')
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(l => l.Trim('|', ' ').Split(" | ").Select(c => c.Trim()).ToArray()),
    ];

    private static IEnumerable<TestCaseData> Failures =>
        Rows.Select(r => new TestCaseData(r[0], int.Parse(r[2], CultureInfo.InvariantCulture), r[3], r[4]).SetName($"Failure: {r[0]}"));

    [Test]
    public void Every_line_of_the_table_is_caused() => Injections.Keys.Should().BeEquivalentTo(Rows.Select(r => r[0]));

    [TestCaseSource(nameof(Failures))]
    public async Task Failure_has_the_exit_code_of_the_table_and_keeps_what_it_says(string failure, int code, string kept, string advice)
    {
        var shop = await LoadedShop.GetAsync();
        using var place = new TestWorkspace();
        var what = new FailureCase(shop.Copy(), place);

        await Injections[failure](what);

        var said = what.Said!;
        said.ExitCode.Should().Be(code, $"{said}");
        var text = said.Out + said.Error;
        if (code == ExitCodes.Usage)
            text.Should().NotContainEquivalentOf("run again");
        if (code == ExitCodes.Infrastructure && advice.Contains("run again", StringComparison.Ordinal))
            text.Should().MatchRegex("[Rr]un again");
        text.Should().NotContain("   at ShopStream").And.NotContain("Exception").And.NotContain("@person");
        // What the advice sets in `code` is named in the message.
        foreach (var word in advice.Split('`').Where((_, i) => i % 2 == 1))
            text.Should().Contain(word.Replace("<table>", "", StringComparison.Ordinal), $"{said}");
        foreach (var thing in kept.Split(", "))
            what.IsKept(thing).Should().BeTrue($"{thing}: {said}");
    }

    // With more and more room, the disk is full while tables are loaded, models built and committed, until there is enough.
    [NightlyCase]
    public async Task Full_disk_is_never_blamed_on_data_models_or_settings()
    {
        var shop = await LoadedShop.GetAsync();
        var codes = new List<int>();
        foreach (var room in Enumerable.Range(1, Lane.Pick(1, 24)).Select(i => i * Lane.Pick(500_000, 50_000)))
        {
            using var place = new TestWorkspace();
            var what = new FailureCase(shop.Copy(), place);
            await what.OnFullDiskAsync(room);
            codes.Add(what.Said!.ExitCode);
            codes[^1].Should().BeOneOf([ExitCodes.Infrastructure, ExitCodes.Passed], $"{room} bytes are free: {what.Said}");
            if (codes[^1] == ExitCodes.Passed)
                break;
            what.Said.Out.Should().MatchRegex("[Ff]ree").And.MatchRegex("[Rr]un again");
            what.IsKept("warehouse").Should().BeTrue($"{room} bytes are free: {what.Said}");
        }
        codes.Should().Contain(ExitCodes.Infrastructure);
    }
}
