using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Attached;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.FailingRows;

/// <summary>--keep-failures: the file of all failing rows, and what names it.</summary>
[Category("Fast")]
internal sealed class KeepFailuresTests
{
    private const string Data = """
        CREATE SCHEMA raw;
        CREATE TABLE raw.orders AS SELECT i AS id, CASE i WHEN 2 THEN '' WHEN 3 THEN 'a, "b"' WHEN 4 THEN 'paid' END AS status, i - 2 AS amount,
          'someone@shop.example' AS email FROM range(1, 5) AS r(i);
        """;

    private static readonly string[] Sentences = ["amount in raw orders is at least 3", "raw orders has at least 5 rows", "id in raw orders is at least 1"];

    [TestCase("parquet")]
    [TestCase("csv")]
    public async Task All_failing_rows_are_in_a_file_that_console_page_and_results_name(string format)
    {
        using var folder = Folder();

        var output = await folder.CheckWithAsync(["--keep-failures", format, "--samples", "full"], Sentences);

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        var (run, file) = Only(folder, format);
        Rows(file)
            .Should()
            .Equal(
                Enumerable
                    .Range(1, 4)
                    .Select(id =>
                        $"features/a.feature|3|{Sentences[0]}|raw orders|{{\"id\":\"{id}\"}}|amount|every row: amount is at least 3|{id - 2}|"
                        + "breaks the rule|NULL"
                    )
            );
        var name = Path.GetFileName(file);
        output.Out.Should().Contain($"{name}: 4 failing rows; not all of 1 check, see the report");
        var page = await File.ReadAllTextAsync(Path.Combine(run, "index.html"));
        page.Should().Contain($"<a href=\"{name}\">{name}</a>, 4 rows").And.Contain($"All of them: 4 rows in <a href=\"{name}\">");
        page.Should().Contain("No failing rows are kept of it: it judges numbers, not rows.");
        var result = ResultsJson.Read(await File.ReadAllTextAsync(Path.Combine(run, "results.json")));
        result.FailingRows.Should().Be(new FailingRowsFile(name, 4, null));
        result
            .Scenarios.SelectMany(s => s.Checks)
            .Select(c => c.KeptRows)
            .Should()
            .Equal(new KeptRows(4, null), new KeptRows(0, "it judges numbers, not rows"), null);
    }

    [TestCase("parquet")]
    [TestCase("csv")]
    public async Task Null_empty_and_quoted_texts_stay_what_they_are(string format)
    {
        using var folder = Folder();

        await folder.CheckWithAsync(
            ["--keep-failures", format, "--samples", "full"],
            "this query finds no rows in raw:\n\"\"\"\nSELECT id, status FROM orders\n\"\"\""
        );

        Values(Only(folder, format).File, "actual").Should().Equal("''", "'a, \"b\"'", "'paid'", "NULL");
    }

    [Test]
    public async Task Without_a_value_the_option_means_parquet_and_json_names_the_file()
    {
        using var folder = Folder();

        var output = await folder.CheckWithAsync(["--keep-failures", "--json"], Sentences);

        using var line = JsonDocument.Parse(output.Out);
        line.RootElement.GetProperty("failingRows").GetInt64().Should().Be(4);
        line.RootElement.GetProperty("failingRowsFile").GetString().Should().Be(Only(folder, "parquet").File);
    }

    [Test]
    public async Task Personal_columns_are_hidden()
    {
        using var folder = Folder();

        await folder.CheckWithAsync(["--keep-failures", "--samples", "full"], "email in raw orders matches [a-d@.]*");

        Values(Only(folder, "parquet").File, "actual")
            .Distinct(StringComparer.Ordinal)
            .Should()
            .ContainSingle()
            .Which.Should()
            .MatchRegex(@"^'\(hidden [0-9a-f]{16}\)'$");
    }

    [TestCase("amount in raw orders is at least -5")]
    [TestCase("raw orders has at least 5 rows")]
    public async Task There_is_no_file_without_failing_rows(string sentence)
    {
        using var folder = Folder();

        await folder.CheckWithAsync(["--keep-failures"], sentence);

        Directory.EnumerateFiles(folder.Reports, "failures_*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Test]
    public async Task Nothing_is_kept_by_default()
    {
        using var folder = Folder();

        var output = await folder.CheckWithAsync([], Sentences);

        Directory.EnumerateFiles(folder.Reports, "failures_*", SearchOption.AllDirectories).Should().BeEmpty();
        output.Out.Should().NotContain("failing row");
    }

    [Test]
    public async Task Rows_that_may_not_be_shown_cannot_be_kept()
    {
        using var folder = Folder().With(("samples", "none"), ("failures.keep", "csv"));

        var output = await folder.CheckWithAsync([], Sentences);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain("failures.keep: failing rows cannot be kept where samples is none").And.Contain("expected samples = keys or full");
    }

    [Test]
    public async Task Pruning_removes_the_file_with_its_run()
    {
        using var folder = Folder();
        await folder.CheckWithAsync(["--keep-failures"], Sentences);
        await folder.CheckWithAsync(["--keep-failures"], Sentences);

        var output = await folder.RunAsync("report", "prune", "--keep", "1", "--out", folder.Reports);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        Directory.EnumerateDirectories(folder.Reports, "2*").Should().ContainSingle().Which.Should().Be(Only(folder, "parquet").Run);
    }

    private static AttachedFolder Folder() => new AttachedFolder(Data).Settings(("key.raw.orders", "id"));

    private static (string Run, string File) Only(AttachedFolder folder, string format)
    {
        var file = Directory.EnumerateFiles(folder.Reports, "failures_*", SearchOption.AllDirectories).Should().ContainSingle().Subject;
        Path.GetFileName(file).Should().Be($"failures_{Path.GetFileName(Path.GetDirectoryName(file))}.{format}");
        return (Path.GetDirectoryName(file)!, file);
    }

    private static IReadOnlyList<string> Rows(string file) =>
        KeptFile.Read(file, "feature, line, sentence, dataset, key, column_name, expected, actual, cause, first_divergent_layer");

    private static IReadOnlyList<string> Values(string file, string column) =>
        KeptFile.Read(file, $"CASE WHEN {column} IS NOT NULL THEN '''' || {column} || '''' END");
}
