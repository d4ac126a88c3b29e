using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Dbt;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Dbt;

/// <summary>The shared dbt project, translated and checked: its 190 tests of 90 kinds have the results that dbt found.</summary>
[TestFixture, Category("Live")]
internal sealed partial class SharedProjectTests
{
    // When dbt has built the warehouse: the freshness of its data is judged as of then.
    private const string Date = "2026-11-28";

    private TestWorkspace folder = null!;

    [SetUp]
    public void Require()
    {
        SharedDbt.Require();
        folder = new TestWorkspace();
    }

    [TearDown]
    public void Remove() => folder?.Dispose();

    [TestCase("dbt-1.8-duckdb")]
    [TestCase("dbt-1.11-duckdb")]
    [TestCase("dbt-1.12-duckdb")]
    public async Task Tests_are_sentences_that_find_what_dbt_found(string artifacts)
    {
        var (imported, results) = await CheckedAsync(artifacts, SharedDbt.Warehouse);

        var checks = results
            .Scenarios.SelectMany(s => s.Checks.Select(c => (Place: Place(s.File, c.Line), c)))
            .ToDictionary(c => c.Place, c => c.c, StringComparer.Ordinal);
        var places = imported.Places.ToLookup(p => p.Key.Split('.')[2], p => p.Value.Select(v => checks[v]).ToList(), StringComparer.Ordinal);
        var wrong = new List<string>();
        var alike = 0;
        foreach (var expected in SharedDbt.Results())
        {
            var found = places[expected.Name].SelectMany(c => c).ToList();
            if (found.Count == 0)
                continue;
            var differences = Differences(expected, found).ToList();
            wrong.AddRange(differences.Select(d => $"{expected.Name}: {d}"));
            alike += differences.Count == 0 ? 1 : 0;
        }
        wrong.Should().BeEmpty();
        alike.Should().Be(186, "four tests do not run on data: two unit tests, and two that are disabled");
        (imported.Tests.Sentences + imported.Tests.Queries, imported.Tests.Left).Should().Be((186, 4));
        imported.Tests.Sentences.Should().BeGreaterThanOrEqualTo(artifacts is "dbt-1.11-duckdb" ? 180 : 177, "custom SQL is the last resort");
    }

    [Test]
    public async Task Every_test_is_listed_with_its_check_or_the_reason_why_it_has_none()
    {
        var imported = await ImportAsync("dbt-1.11-duckdb", SharedDbt.Warehouse);

        var report = await File.ReadAllTextAsync(imported.Report);
        var named = SharedDbt.Results().Where(r => !report.Contains($"| {r.Name.Replace("|", "\\|", StringComparison.Ordinal)} |", StringComparison.Ordinal));
        named.Should().BeEmpty();
        report.Should().Contain("## Not translated: 4").And.Contain("its model is disabled in dbt").And.Contain("a unit test judges a model by given rows");
    }

    [Test]
    public async Task Settings_have_layers_keys_lineage_and_personal_columns()
    {
        var imported = await ImportAsync("dbt-1.11-duckdb", SharedDbt.Warehouse);

        var settings = await File.ReadAllTextAsync(imported.Files[0]);
        settings
            .Should()
            .Contain("\"layer.raw\" value=\"raw, raw_marketing, reference\"")
            .And.Contain("\"layer.mart\" value=\"finance, marts, reports, utilities\"")
            .And.Contain("\"key.staging.stg_ad_spend\" value=\"campaign_id, spent_on\"", "dbt's own primary_key says campaign_id alone")
            .And.Contain("\"key.core.fact_order_totals\" value=\"order_id\"", "dbt's own primary_key is an expression")
            .And.Contain("\"upstream.core.dim_users\" value=\"staging stg_orders, staging stg_users\"", "int_orders is ephemeral, and no table")
            .And.Contain("\"upstream.mart.SalesByCountry\"")
            .And.Contain("dim_users.full_name");
    }

    [Test]
    public async Task Freshness_of_sources_is_judged_as_dbt_does()
    {
        var (imported, results) = await CheckedAsync("dbt-1.11-duckdb", SharedDbt.Warehouse);

        imported.Tests.Fresh.Should().Be(5, "raw.order_items has no limit, and that of marketing is none");
        var scenarios = results.Scenarios.Where(s => s.Name.StartsWith("Freshness of raw", StringComparison.Ordinal)).ToList();
        scenarios
            .Where(s => s.Outcome != Outcome.Passed)
            .Select(s => (s.Name, s.Outcome))
            .Should()
            .Equal(("Freshness of raw crm_contacts, as a warning", Outcome.Warned));
    }

    [Test]
    public async Task Enforced_contract_is_checked_by_the_types_of_its_columns()
    {
        await ImportAsync("dbt-1.11-duckdb", SharedDbt.Warehouse);

        (await File.ReadAllTextAsync(folder.In("features/columns.feature")))
            .Should()
            .Contain("# dbt: contract of dim_users")
            .And.Contain("user_id in core dim_users has the type int")
            .And.Contain("first_order_date in core dim_users has the type date");
        (await File.ReadAllTextAsync(folder.In("features/completeness.feature"))).Should().Contain("email is never null in core dim_users");
    }

    [TestCase("ALTER TABLE core.fact_order_totals ADD COLUMN extra INT", 3, "column_count_to_equal", "match_set", "match_ordered_list")]
    [TestCase("DELETE FROM core.dim_users WHERE user_id IN (SELECT user_id FROM core.dim_users LIMIT 1)", 1, "relationships")]
    [TestCase("INSERT INTO raw.orders SELECT * FROM raw.orders LIMIT 1", 1, "unique")]
    [TestCase("UPDATE core.fact_order_totals SET country = 'XYZW' WHERE order_id = (SELECT MIN(order_id) FROM core.fact_order_totals)", 1, "lengths_to_equal")]
    public async Task Fault_in_the_warehouse_is_found_by_the_tests_that_are_about_it(string sql, int least, params string[] kinds)
    {
        var copy = folder.In("copy/shopstream.duckdb");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(SharedDbt.Warehouse, copy);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var connection = new DuckDBConnection($"Data Source={copy}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }

        var (imported, results) = await CheckedAsync("dbt-1.11-duckdb", copy);

        var failed = results
            .Scenarios.SelectMany(s => s.Checks.Where(c => c.Outcome == Outcome.Failed).Select(c => Place(s.File, c.Line)))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var kind in kinds)
            imported.Places.Where(p => p.Key.Contains(kind, StringComparison.Ordinal) && p.Value.Any(failed.Contains)).Should().NotBeEmpty(kind);
        failed.Should().HaveCountGreaterThanOrEqualTo(least);
    }

    [TestCase("dbt-1.11-postgres", "the project is for postgres: name the database that dbt builds with --warehouse-address")]
    public async Task Project_of_a_warehouse_that_is_not_named_is_a_usage_error(string artifacts, string message)
    {
        var output = await ShopProgram.RunAsync("init", "--from", "dbt", SharedDbt.Artifacts(artifacts), "--into", folder.Path);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain(message);
    }

    // dbt counts failures; a check says how many rows are not as expected.
    private static IEnumerable<string> Differences(ExpectedResult expected, List<CheckResult> found)
    {
        var outcome = expected.Status switch
        {
            "pass" => Outcome.Passed,
            "warn" => Outcome.Warned,
            "fail" => Outcome.Failed,
            var other => throw new InvalidOperationException($"{expected.Name} has a check, and in dbt it was {other}"),
        };
        var worst = Outcomes.Worst(found.Select(c => c.Outcome));
        if (worst != outcome)
            yield return $"{worst}, expected {outcome}: {found[0].Sentence}: {found[0].Actual} {found[0].Note}";
        // What is allowed in a few rows shows how many there are.
        var isCounted = outcome != Outcome.Passed || found.Exists(c => c.Sentence.Contains("except in at most", StringComparison.Ordinal));
        if (isCounted && expected.Rows != Number(found[0].Actual))
            yield return $"{found[0].Actual}, expected {expected.Rows}";
    }

    private static int? Number(string? text) =>
        text?.StartsWith("all ", StringComparison.Ordinal) == true ? 0
        : First().Match(text ?? "") is { Success: true } match ? int.Parse(match.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
        : null;

    private static string Place(string file, int line) => string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");

    private Task<ImportedProject> ImportAsync(string artifacts, string warehouse) => SharedDbt.ImportAsync(folder.Path, artifacts, warehouse);

    private async Task<(ImportedProject Imported, RunResult Results)> CheckedAsync(string artifacts, string warehouse)
    {
        var imported = await ImportAsync(artifacts, warehouse);
        var output = await ShopProgram.RunAsync([
            "check",
            "--settings",
            imported.Files[0],
            "--warehouse-file",
            warehouse,
            "--features",
            folder.In("features"),
            "--date",
            Date,
            "--out",
            folder.In("reports"),
        ]);
        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        return (imported, await SharedDbt.ResultsInAsync(folder.In("reports")));
    }

    [GeneratedRegex("[0-9][0-9,]*", RegexOptions.None, 1000)]
    private static partial Regex First();
}
