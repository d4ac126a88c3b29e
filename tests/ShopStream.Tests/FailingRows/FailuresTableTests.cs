using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.FailingRows;

/// <summary>meta.failures: the failing rows of the latest runs in the warehouse; and faults in source, lake and warehouse.</summary>
[TestFixture, Category("Live")]
internal sealed class FailuresTableTests
{
    private static readonly string[] Sentences =
    [
        "total_amount in source orders is at least 0",
        "total_amount in lake orders is at least 0",
        "line_revenue in core fact_orders is at least 0",
    ];

    private TestDatabase database = null!;
    private TestWorkspace place = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestPostgres.SeededDatabaseAsync();
        place = new TestWorkspace();
        await database.ExecuteAsync(
            "UPDATE orders SET total_amount = -1 WHERE id IN (3, 4); UPDATE order_items SET line_total = -1 WHERE order_id BETWEEN 5 AND 20"
        );
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        place?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task The_table_has_the_rows_of_the_latest_runs_and_a_check_does_not_write_it()
    {
        var settings = place.With(
            "some.runsettings",
            File.ReadAllText(Repository.SettingsFile)
                .Replace("<TestRunParameters>", "<TestRunParameters><Parameter name=\"failures.runs\" value=\"2\" />", StringComparison.Ordinal)
        );
        string[] options = ["--settings", settings, "--keep-failures", "--samples", "full", .. place.Options, "--features", place.Features(Sentences)];
        for (var run = 0; run < 3; run++)
        {
            var output = await ShopProgram.RunAsync(LoadedShop.Source(database.ConnectionString), ["run", .. options]);
            output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        }

        var files = Directory.EnumerateFiles(place.In("reports"), "failures_*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var inFiles = files.TakeLast(2).SelectMany(f => KeptFile.Read(f, "*")).Order(StringComparer.Ordinal).ToList();
        InWarehouse().Should().Equal(inFiles);
        KeptFile
            .Read(files[^1], "dataset, key, column_name, actual")
            .Should()
            .Contain([
                "source orders|{\"id\":\"3\"}|total_amount|-1.00",
                "source orders|{\"id\":\"4\"}|total_amount|-1.00",
                "lake orders|{\"id\":\"3\"}|total_amount|-1.00",
                "lake orders|{\"id\":\"4\"}|total_amount|-1.00",
            ])
            .And.Contain(r =>
                r.StartsWith("core fact_orders|{\"order_item_id\":", StringComparison.Ordinal) && r.EndsWith("|line_revenue|-1.00", StringComparison.Ordinal)
            );

        var check = await ShopProgram.RunAsync(LoadedShop.Source(database.ConnectionString), ["check", .. options]);
        check.ExitCode.Should().Be(ExitCodes.Failed, $"{check}");
        InWarehouse().Should().Equal(inFiles);
    }

    private List<string> InWarehouse()
    {
        using var connection = new DuckDBConnection($"Data Source={place.In("work/warehouse.duckdb")};ACCESS_MODE=READ_ONLY");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(CAST(COLUMNS(*) AS VARCHAR), 'NULL') FROM meta.failures";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
