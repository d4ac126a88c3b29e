using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Attached;

/// <summary>Of a table that is watermarked by its key, transactions that overlapped the load have committed numbers before the watermark.</summary>
[TestFixture, Category("Live")]
internal sealed partial class SkippedNumberTests
{
    private static readonly string[] Sentences = ["raw payments has as many rows as source payments", "raw payments matches source payments row for row on id"];

    [Test]
    public async Task Number_that_was_committed_after_the_load_is_not_lost_and_a_lost_one_is_found_by_a_later_load()
    {
        await using var database = await DatabaseAsync();
        // 55 was written first, and committed after the load.
        using var folder = Loaded("WHERE i <> 55");
        var source = LoadedShop.Source(database.ConnectionString);

        var unwritten = await folder.CheckAsync(source, Sentences);
        await database.ExecuteAsync("INSERT INTO payments (amount) VALUES (7)");
        var overlapping = await folder.CheckAsync(source, Sentences);
        var later = await folder.With(("overlap.keys", "5")).CheckAsync(source, Sentences);

        unwritten.ExitCode.Should().Be(ExitCodes.Failed, "nothing is written to the table, so that no transaction can be the reason");
        overlapping.ExitCode.Should().Be(ExitCodes.Passed, $"{overlapping}");
        overlapping.Out.Should().Contain("Not yet loaded into raw payments: 2 rows of source payments.");
        later.ExitCode.Should().Be(ExitCodes.Failed, "the watermark has moved on by more numbers than transactions overlap");
        later.Out.Should().Contain("id=55: missing").And.NotContain("id=61");
    }

    [Test]
    public async Task Number_of_a_quiet_table_that_a_load_has_skipped_is_lost_when_checks_have_missed_it_for_longer_than_freshness()
    {
        await using var database = await DatabaseAsync();
        using var folder = Loaded();
        var source = LoadedShop.Source(database.ConnectionString);
        var history = Path.Combine(folder.Reports, "history.jsonl");
        // As if all checks so far had been made so many hours earlier.
        async Task PassAsync(int hours) =>
            await File.WriteAllTextAsync(
                history,
                StartedAt()
                    .Replace(
                        await File.ReadAllTextAsync(history),
                        m => DateTimeOffset.Parse(m.Value, CultureInfo.InvariantCulture).AddHours(-hours).ToString("O", CultureInfo.InvariantCulture)
                    )
            );

        var complete = await folder.CheckAsync(source, Sentences);
        await PassAsync(20);
        // The last transaction overlapped the load, and the table is quiet since.
        folder.Execute("DELETE FROM raw.payments WHERE id = 55");
        var first = await folder.CheckAsync(source, Sentences);
        await PassAsync(20);
        var second = await folder.CheckAsync(source, Sentences);
        await PassAsync(7);
        var quiet = await folder.CheckAsync(source, Sentences);
        await database.ExecuteAsync("INSERT INTO payments (amount) VALUES (7)");
        var written = await folder.CheckAsync(source, Sentences);
        File.Delete(history);
        var forgotten = await folder.CheckAsync(source, Sentences);

        complete.ExitCode.Should().Be(ExitCodes.Passed, $"{complete}");
        first.ExitCode.Should().Be(ExitCodes.Passed, $"{first}");
        first.Out.Should().Contain("Not yet loaded into raw payments: 1 row of source payments.");
        second.ExitCode.Should().Be(ExitCodes.Passed, $"{second}");
        quiet.ExitCode.Should().Be(ExitCodes.Failed, "27 hours have passed since a check first missed it");
        quiet.Out.Should().Contain("id=55: missing");
        written.ExitCode.Should().Be(ExitCodes.Failed, $"{written}");
        written.Out.Should().Contain("id=55: missing").And.NotContain("id=61");
        forgotten.ExitCode.Should().Be(ExitCodes.Passed, $"{forgotten}");
    }

    private static async Task<TestDatabase> DatabaseAsync()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE payments (id serial PRIMARY KEY, amount numeric(10,2) NOT NULL);
            INSERT INTO payments (amount) SELECT 10 FROM generate_series(1, 60)
            """
        );
        return database;
    }

    private static AttachedFolder Loaded(string where = "") =>
        new AttachedFolder(
            $"CREATE SCHEMA raw; CREATE TABLE raw.payments AS SELECT i::INT AS id, 10::DECIMAL(10,2) AS amount FROM range(1, 61) AS r(i) {where}"
        ).Settings(("source.tables", "payments"), ("layer.raw", "raw"));

    [GeneratedRegex("(?<=\"startedAt\":\")[^\"]+", RegexOptions.None, 1000)]
    private static partial Regex StartedAt();
}
