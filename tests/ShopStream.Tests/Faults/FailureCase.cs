using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using DuckDB.NET.Data;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>One failure.</summary>
internal sealed class FailureCase
{
    private readonly FaultyShop shop;
    private string lake;
    private string warehouse;

    public FailureCase(FaultyShop shop, TestWorkspace place)
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
        string[] parts = [Warehouse, .. Directory.EnumerateFiles(Path.Combine(Work, "lake"), "*", SearchOption.AllDirectories)];
        var bytes = parts.Sum(f => (new FileInfo(f).Length + 8_191) / 4_096 * 4_096) + 500_000;
        await using var disk = await TestDisk.TryMountAsync(Place.In("disk"), bytes + room);
        if (disk is null)
        {
            Assert.Ignore("no file system can be mounted here");
            return;
        }
        var work = Path.Combine(disk.Path, "work");
        Directory.CreateDirectory(work);
        await TestDisk.TryAsync("cp", "-r", Path.Combine(Work, "lake"), Warehouse, work);
        await DoAsync([], "run", work, ["--from-lake"]);
        if (Said!.ExitCode == ExitCodes.Infrastructure)
        {
            await TestDisk.TryAsync("rm", "-rf", Path.Combine(work, "tmp"));
            if (!string.Equals(Content(Path.Combine(work, "warehouse.duckdb")), Content(Warehouse), StringComparison.Ordinal))
                warehouse = "changed";
        }
    }

    // Tables that were being loaded cannot always be dropped on a full disk; the next run drops them.
    private static string Content(string warehouse) => string.Join('\n', Elt.ShopRun.Finished(Elt.ShopRun.ContentOf(warehouse)));

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
