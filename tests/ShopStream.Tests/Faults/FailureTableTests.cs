using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using DuckDB.NET.Data;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Docs;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>The table of docs/operations.md, line by line: each failure is caused in a copy of a good shop.</summary>
[TestFixture, Category("Live"), Platform("Unix")]
internal sealed class FailureTableTests
{
    private const string Orders = "raw/postgres/orders/2026-01-15/orders_20260115.csv";
    private const string Manifest = "raw/manifests/2026-01-15/manifest_20260115.json";

    private static readonly Dictionary<string, Func<Case, Task>> Injections = new(StringComparer.Ordinal)
    {
        ["the source refuses connections"] = c => c.RunAsync(("PGHOST", "127.0.0.1"), ("PGPORT", "1"), ("PGDATABASE", "shop"), ("PGUSER", "me")),
        ["the source's name is unknown"] = c => c.RunAsync(("PGHOST", "no-such-host.invalid"), ("PGDATABASE", "shop"), ("PGUSER", "me")),
        ["the password is wrong"] = async c => await c.RunAsRoleAsync(null, ("PGPASSWORD", "not-it")),
        ["TLS is required, and the server has none"] = async c => await c.RunAsync(await Case.SourceAsync(("PGSSLMODE", "require"))),
        ["a client certificate is missing"] = async c => await c.RunAsync(await Case.SourceAsync(("PGSSLCERT", c.Place.In("no.crt")))),
        ["a table may not be read"] = async c => await c.RunAsRoleAsync("GRANT SELECT ON users, products, orders, events, crm_contacts TO {0}"),
        ["a table does not exist"] = async c => await c.RunAsync(await Case.SourceAsync(), "--settings", c.Settings(("source.tables", "users, odrers"))),
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
        var what = new Case(shop.Copy(), place);

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
    [Test]
    public async Task Full_disk_is_never_blamed_on_data_models_or_settings()
    {
        var shop = await LoadedShop.GetAsync();
        var codes = new List<int>();
        foreach (var room in Enumerable.Range(1, Lane.Pick(2, 24)).Select(i => i * Lane.Pick(500_000, 50_000)))
        {
            using var place = new TestWorkspace();
            var what = new Case(shop.Copy(), place);
            await what.OnFullDiskAsync(room);
            codes.Add(what.Said!.ExitCode);
            codes[^1].Should().BeOneOf([ExitCodes.Infrastructure, ExitCodes.Passed], $"{room} bytes are free: {what.Said}");
            if (codes[^1] == ExitCodes.Passed)
                break;
            what.Said.Out.Should().MatchRegex("[Ff]ree").And.MatchRegex("[Rr]un again");
            what.IsKept("warehouse").Should().BeTrue();
        }
        codes.Should().Contain(ExitCodes.Infrastructure);
    }

    /// <summary>One failure.</summary>
    private sealed class Case
    {
        private readonly FaultyShop shop;
        private string lake;
        private string warehouse;

        public Case(FaultyShop shop, TestWorkspace place)
        {
            (this.shop, Place) = (shop, place);
            (lake, warehouse) = (Digest("lake"), Digest("warehouse"));
        }

        public TestWorkspace Place { get; }

        public ProgramOutput? Said { get; private set; }

        public string Work => shop.Work;

        public string Warehouse => Path.Combine(Work, "warehouse.duckdb");

        public string Lake(string key) => Path.Combine(shop.Lake, key);

        public bool IsKept(string thing) => string.Equals(Digest(thing), thing is "lake" ? lake : warehouse, StringComparison.Ordinal);

        /// <summary>The shipped settings with others in their place.</summary>
        public string Settings(params (string Name, string Value)[] settings)
        {
            var shipped = XDocument.Load(Repository.SettingsFile);
            foreach (var (name, value) in settings)
            {
                shipped.Descendants("Parameter").Where(p => string.Equals(p.Attribute("name")!.Value, name, StringComparison.Ordinal)).Remove();
                shipped.Descendants("TestRunParameters").Single().Add(new XElement("Parameter", new XAttribute("name", name), new XAttribute("value", value)));
            }
            return Place.With("own.runsettings", shipped.ToString());
        }

        public Task CheckAsync(params string[] options) => DoAsync([], "check", Work, options);

        public Task RunAsync(params (string Name, string Value)[] environment) => DoAsync(environment, "run", Work, []);

        public Task RunAsync((string Name, string Value)[] environment, params string[] options) => DoAsync(environment, "run", Work, options);

        public Task RunInAsync(string work, params (string Name, string Value)[] environment) => DoAsync(environment, "run", work, []);

        public static async Task<(string, string)[]> SourceAsync(params (string Name, string Value)[] more)
        {
            var source = LoadedShop.Source(await TestPostgres.ServerAsync());
            foreach (var (name, value) in more)
                source[name] = value;
            return [.. source.Select(v => (v.Key, v.Value))];
        }

        public async Task RunAsRoleAsync(string? grants, params (string Name, string Value)[] more)
        {
            await using var database = await TestPostgres.SeededDatabaseAsync();
            var role = $"failing_{Guid.NewGuid():n}"[..20];
            await database.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'testing'");
            try
            {
                if (grants is not null)
                    await database.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, grants, role));
                var source = LoadedShop.Source(
                    new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "testing" }.ConnectionString
                );
                foreach (var (name, value) in more)
                    source[name] = value;
                await RunAsync([.. source.Select(v => (v.Key, v.Value))]);
            }
            finally
            {
                await database.ExecuteAsync($"DROP OWNED BY {role} CASCADE; DROP ROLE {role}");
            }
        }

        public async Task RunWithModelAsync(string sql)
        {
            Place.With("models/staging/stg_orders.sql", sql);
            await DoAsync(
                [],
                "run",
                Work,
                ["--from-lake", "--settings", Settings(("models", Place.In("models"))), "--features", Place.Features("raw orders is not empty")]
            );
        }

        /// <summary>On a file system that has room for the shop as it is, and for little more. Skipped where none can be mounted.</summary>
        public async Task OnFullDiskAsync(int room)
        {
            var disk = Place.In("disk");
            Directory.CreateDirectory(disk);
            string[] parts = [Warehouse, .. Directory.EnumerateFiles(Path.Combine(Work, "lake"), "*", SearchOption.AllDirectories)];
            var bytes = parts.Sum(f => (new FileInfo(f).Length + 8_191) / 4_096 * 4_096) + 500_000;
            if (!await ShellAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes + room}"), "tmpfs", disk))
                Assert.Ignore("no file system can be mounted here");
            try
            {
                Directory.CreateDirectory(Path.Combine(disk, "work"));
                await ShellAsync("cp", "-r", Path.Combine(Work, "lake"), Warehouse, Path.Combine(disk, "work"));
                await DoAsync([], "run", Path.Combine(disk, "work"), ["--from-lake"]);
                if (Said!.ExitCode == ExitCodes.Infrastructure)
                {
                    await ShellAsync("rm", "-rf", Path.Combine(disk, "work", "tmp"));
                    if (!string.Equals(Content(Path.Combine(disk, "work", "warehouse.duckdb")), Content(Warehouse), StringComparison.Ordinal))
                        warehouse = "changed";
                }
            }
            finally
            {
                // Lazily: this process keeps its temporary files open until it ends.
                await ShellAsync("umount", "-l", disk);
            }
        }

        private static string Content(string warehouse) => string.Join('\n', Elt.ShopRun.ContentOf(warehouse));

        private static async Task<bool> ShellAsync(string program, params string[] arguments)
        {
            try
            {
                using var process = System.Diagnostics.Process.Start(
                    new System.Diagnostics.ProcessStartInfo(program, arguments)
                    {
                        RedirectStandardError = true,
                        RedirectStandardOutput = true,
                        UseShellExecute = false,
                    }
                )!;
                await process.WaitForExitAsync();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }

        private async Task DoAsync((string Name, string Value)[] environment, string command, string work, string[] options)
        {
            // What was damaged on purpose is what has to be kept.
            (lake, warehouse) = (Digest("lake"), Digest("warehouse"));
            var variables = environment.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
            string[] defaults = options.Contains("--out", StringComparer.Ordinal) ? [] : ["--out", Place.In("reports")];
            string[] date = options.Contains("--date", StringComparer.Ordinal) ? [] : ["--date", "2026-01-15"];
            Said = await ShopProgram.RunAsync(variables, [command, "--work", work, "--quiet", .. defaults, .. date, .. options]);
        }

        private string Digest(string thing)
        {
            if (thing is "warehouse")
                return WarehouseDigest();
            var root = Path.Combine(Work, "lake");
            var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(f => !f.Contains("/.", StringComparison.Ordinal));
            return string.Join(
                '\n',
                files.Order(StringComparer.Ordinal).Select(f => $"{Path.GetRelativePath(root, f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")
            );
        }

        // What its tables hold, because a load that was given up leaves other free blocks; the bytes of one that cannot be opened.
        private string WarehouseDigest()
        {
            if (!File.Exists(Warehouse))
                return "";
            try
            {
                return string.Join('\n', ShopRun.Finished(ShopRun.ContentOf(Warehouse)).Select(t => $"{t.Key} {t.Value}").Order(StringComparer.Ordinal));
            }
            catch (DuckDBException)
            {
                return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Warehouse)));
            }
        }
    }
}
