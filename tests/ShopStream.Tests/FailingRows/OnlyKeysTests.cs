using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.FailingRows;

/// <summary>check --only-keys: the rows of a file, judged again after a repair.</summary>
[Category("Fast")]
internal sealed class OnlyKeysTests
{
    private const string Data = """
        CREATE SCHEMA raw;
        CREATE SCHEMA core;
        CREATE TABLE raw.orders AS SELECT i AS id, 'paid' AS status, i AS amount, 'x' || i || '@shop.example' AS email FROM range(1, 31) AS r(i);
        CREATE TABLE core.facts AS SELECT id, status, amount FROM raw.orders;
        UPDATE core.facts SET amount = -amount WHERE id <= 12;
        """;

    private const string Positive = "amount in core facts is at least 0";
    private const string SameRows = "core facts matches raw orders row for row on id comparing amount";

    [TestCase("parquet")]
    [TestCase("csv")]
    public async Task Repaired_rows_pass_whatever_other_rows_do(string format)
    {
        using var folder = Folder();
        var file = await FailAsync(folder, format, Positive, SameRows);
        folder.Execute("UPDATE core.facts SET amount = abs(amount); UPDATE core.facts SET amount = -1 WHERE id = 30");

        var output = await folder.CheckWithAsync(["--only-keys", file], Positive, SameRows);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("Passed: of 24 keys, 24 repaired, 0 still fail (data of ");
    }

    [Test]
    public async Task Rows_that_still_fail_are_counted_and_named()
    {
        using var folder = Folder();
        var file = await FailAsync(folder, "parquet", Positive, SameRows);
        folder.Execute(
            "UPDATE core.facts SET amount = abs(amount) WHERE id <= 10; UPDATE core.facts SET amount = -1 WHERE id = 30; DELETE FROM core.facts WHERE id = 1"
        );

        var output = await folder.CheckWithAsync(["--only-keys", file], Positive, SameRows);

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output
            .Out.ReplaceLineEndings("\n")
            .Should()
            .Contain(
                $$"""
                Failed S1 features/a.feature:3
                  {{Positive}}
                    12 keys: 10 repaired, 2 still fail
                    {"id":"11"}
                    {"id":"12"}
                """.ReplaceLineEndings("\n")
            )
            // A row that is gone is missing in a comparison, and breaks no rule.
            .And.Contain("12 keys: 9 repaired, 3 still fail")
            .And.Contain("Failed: of 24 keys, 19 repaired, 5 still fail");
    }

    [Test]
    public async Task Neither_history_nor_report_says_anything_of_it()
    {
        using var folder = Folder();
        var file = await FailAsync(folder, "parquet", Positive);
        var before = Directory.GetFileSystemEntries(folder.Reports);
        folder.Execute("UPDATE core.facts SET amount = abs(amount)");

        var output = await folder.CheckWithAsync(["--only-keys", file, "--json"], Positive);

        Directory.GetFileSystemEntries(folder.Reports).Should().BeEquivalentTo(before);
        File.ReadAllLines(Path.Combine(folder.Reports, "history.jsonl")).Should().HaveCount(1);
        using var line = JsonDocument.Parse(output.Out);
        line.RootElement.GetProperty("outcome").GetString().Should().Be("passed");
        line.RootElement.GetProperty("repaired").GetInt64().Should().Be(12);
        line.RootElement.GetProperty("stillFailing").GetInt64().Should().Be(0);
    }

    [Test]
    public async Task A_part_of_the_scenarios_judges_a_part_of_the_file()
    {
        using var folder = Folder();
        var file = await FailAsync(folder, "parquet", Positive, SameRows);

        var output = await folder.CheckWithAsync(["--only-keys", file, "--only", "features/a.feature:5"], Positive, SameRows);

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("of 12 keys, 0 repaired, 12 still fail").And.NotContain(Positive);
    }

    [Test]
    public async Task Hidden_keys_are_not_judged_and_the_reason_is_said()
    {
        using var folder = Folder().With(("key.core.facts", "email"));
        folder.Execute("ALTER TABLE core.facts ADD COLUMN email VARCHAR; UPDATE core.facts SET email = 'x' || id || '@shop.example'");
        var file = await FailAsync(folder, "parquet", Positive);

        var output = await folder.CheckWithAsync(["--only-keys", file], Positive);

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
        output
            .Out.Should()
            .Contain("the file hides 12 keys, because email is personal (setting personal): a hidden key cannot be found again.")
            .And.Contain("shopstream check --only features/a.feature:3")
            .And.Contain("of 12 keys, 0 repaired, 0 still fail, 12 not judged");
    }

    [Test]
    public async Task Rows_without_a_key_are_not_judged()
    {
        using var folder = Folder();
        const string sentence = "this query finds no rows in core:\n\"\"\"\nSELECT status FROM facts\n\"\"\"";
        var file = await FailAsync(folder, "parquet", sentence);

        var output = await folder.CheckWithAsync(["--only-keys", file], sentence);

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
        output.Out.Should().Contain("nothing identifies its rows: the table has no key, or the query selects none.");
    }

    [Test]
    public async Task Checks_that_have_changed_since_are_named_with_the_fix()
    {
        using var folder = Folder();
        const string sql = "this query finds no rows in core:\n\"\"\"\nSELECT id FROM facts WHERE amount < {0}\n\"\"\"";
        var file = await FailAsync(folder, "parquet", Positive, sql.Replace("{0}", "0", StringComparison.Ordinal));

        var output = await folder.CheckWithAsync(
            ["--only-keys", file],
            "amount in core facts is at least 1",
            sql.Replace("{0}", "1", StringComparison.Ordinal)
        );

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output
            .Error.Should()
            .Contain($"features/a.feature:3: the check '{Positive}' was reworded, or removed from the scenario 'S1'; did you mean 'amount in core facts")
            .And.Contain("'this query finds no rows in core:' checks something else now")
            .And.Contain("Check again for the rows of these: shopstream check --keep-failures");
    }

    [TestCase("nothing.parquet", null, "there is no file ")]
    [TestCase("some.csv", "a,b\n1,2\n", "is not a file of failing rows: it has no column feature")]
    [TestCase("some.parquet", "PAR1 and no more", "cannot be read")]
    public async Task Another_file_is_a_usage_error(string name, string? content, string message)
    {
        using var folder = Folder();
        if (content is not null)
            folder.Text(name, content);

        var output = await folder.CheckWithAsync(["--only-keys", folder.In(name)], Positive);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain(message).And.Contain("Expected a file that --keep-failures has written");
    }

    [Test]
    public async Task A_file_of_another_folder_names_the_scenario_that_is_missing()
    {
        using var folder = Folder();
        var file = await FailAsync(folder, "csv", Positive);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace(",S1,", ",other,", StringComparison.Ordinal));

        var output = await folder.CheckWithAsync(["--only-keys", file], Positive);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("features/a.feature:3: the scenario 'other' was renamed or removed");
    }

    [Test]
    public async Task Options_of_a_report_are_refused()
    {
        using var folder = Folder();

        var output = await folder.CheckWithAsync(["--only-keys", "a.parquet", "--keep-failures"], Positive);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("--only-keys and --keep-failures exclude each other");
    }

    private static AttachedFolder Folder() => new AttachedFolder(Data).Settings(("key.raw.orders", "id"), ("key.core.facts", "id"));

    private static async Task<string> FailAsync(AttachedFolder folder, string format, params string[] sentences)
    {
        var output = await folder.CheckWithAsync(["--keep-failures", format], sentences);
        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        return Directory.EnumerateFiles(folder.Reports, "failures_*", SearchOption.AllDirectories).Should().ContainSingle().Subject;
    }
}
