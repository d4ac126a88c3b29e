using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Attached;

/// <summary>check over the files that another pipeline has written, as they lie.</summary>
[TestFixture, Category("Slow")]
internal sealed class AttachedLakeTests
{
    // With NULL and '', quotes, a line break, accents, JSON, and a time.
    private const string Orders = """
        SELECT i::INT AS id, (i * 1.5)::DECIMAL(10,2) AS total, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'né, "là"' || chr(10) || i END AS note,
               TIMESTAMP '2026-11-28 10:00:00' + i * INTERVAL 1 MINUTE AS placed_at
        FROM range(1, 101) AS r(i)
        """;

    private static readonly string Warehouse = $"CREATE SCHEMA raw; CREATE TABLE raw.orders AS {Orders}";

    private static readonly string[] Sentences =
    [
        "lake orders has as many rows as raw orders",
        "raw orders matches lake orders row for row on id",
        "the sum of total in raw orders equals the sum of total in lake orders to the cent",
        "every id in raw orders exists as id in lake orders",
    ];

    [TestCase("csv", "(FORMAT CSV, HEADER, NULLSTR '')")]
    [TestCase("csv.gz", "(FORMAT CSV, HEADER, NULLSTR '', COMPRESSION GZIP)")]
    [TestCase("csv.zst", "(FORMAT CSV, HEADER, NULLSTR '', COMPRESSION ZSTD)")]
    [TestCase("jsonl", "(FORMAT JSON)")]
    [TestCase("ndjson.gz", "(FORMAT JSON, COMPRESSION GZIP)")]
    [TestCase("json.zst", "(FORMAT JSON, COMPRESSION ZSTD)")]
    [TestCase("json", "(FORMAT JSON, ARRAY true)")]
    [TestCase("json.gz", "(FORMAT JSON, ARRAY true, COMPRESSION GZIP)")]
    [TestCase("json.zst", "(FORMAT JSON, ARRAY true, COMPRESSION ZSTD)")]
    [TestCase("parquet", "(FORMAT PARQUET, COMPRESSION UNCOMPRESSED)")]
    [TestCase("gz.parquet", "(FORMAT PARQUET, COMPRESSION GZIP)")]
    [TestCase("zstd.parquet", "(FORMAT PARQUET, COMPRESSION ZSTD)")]
    public async Task Files_of_every_format_are_compared_with_the_warehouse(string ending, string format)
    {
        using var folder = Folder("raw/{table}/*", (Half(1), $"raw/orders/part-0.{ending}", format), (Half(2), $"raw/orders/part-1.{ending}", format));
        var before = folder.Protect();

        var output = await folder.CheckAsync(Sentences);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        folder.State().Should().Equal(before);
    }

    [Test]
    public async Task Whole_file_of_parquet_may_be_compressed()
    {
        using var folder = Folder("{table}.parquet.gz", (Orders, "plain.parquet", "(FORMAT PARQUET)"));
        await using (var packed = File.Create(Path.Combine(folder.Lake, "orders.parquet.gz")))
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress))
            await gzip.WriteAsync(await File.ReadAllBytesAsync(Path.Combine(folder.Lake, "plain.parquet")));

        var output = await folder.CheckAsync(Sentences);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [Test]
    public async Task Lost_repeated_and_changed_rows_of_the_lake_are_found()
    {
        const string csv = "(FORMAT CSV, HEADER, NULLSTR '')";
        using var folder = Folder(
            "{table}/*.csv",
            ($"SELECT * REPLACE (CASE id WHEN 9 THEN total + 0.01 ELSE total END AS total) FROM ({Orders}) WHERE id <> 42", "orders/a.csv", csv),
            ($"SELECT * FROM ({Orders}) WHERE id = 7", "orders/b.csv", csv)
        );

        var output = await folder.CheckAsync(Sentences);

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("id=42").And.Contain("id=7").And.Contain("id=9").And.Contain("2 files");
    }

    [Test]
    public async Task Files_of_the_newest_date_are_read_or_of_the_date_that_is_named()
    {
        const string csv = "(FORMAT CSV, HEADER, NULLSTR '')";
        using var folder = Folder(
            "shopstream",
            ($"SELECT * FROM ({Orders}) WHERE id < 50", "raw/postgres/orders/2026-11-27/orders_20261127.csv", csv),
            (Orders, "raw/postgres/orders/2026-11-28/orders_20261128.csv", csv)
        );

        (await folder.CheckAsync("lake orders has exactly 100 rows")).ExitCode.Should().Be(ExitCodes.Passed);
        (await folder.CheckWithAsync(["--date", "2026-11-27"], "lake orders has exactly 49 rows")).ExitCode.Should().Be(ExitCodes.Passed);
        var none = await folder.CheckWithAsync(["--date", "2026-11-26"], "lake orders has exactly 49 rows");

        none.ExitCode.Should().Be(ExitCodes.Usage, $"{none}");
        $"{none}".Should().Contain("lake orders has no file of 2026-11-26").And.Contain("its newest is of 2026-11-28. Leave out --date");
    }

    [Test]
    public async Task Csv_of_other_tools_has_other_separators_line_ends_and_nulls()
    {
        using var folder = Folder("{table}.txt", ("SELECT 1", "x.csv", "(FORMAT CSV)"))
            .With(("lake.format", "csv"), ("lake.csv.delimiter", ";"), ("lake.csv.null", "\\N"), ("key.lake.orders", "id, placed_at"));
        var rows = Enumerable
            .Range(1, 100)
            .Select(i =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"2026-11-28 {10 + (i / 60):00}:{i % 60:00}:00;{i};{i * 1.5m};{(i % 3 == 0 ? "\\N" : i % 3 == 1 ? "" : $"\"né, \"\"là\"\"\n{i}\"")}\r\n"
                )
            );
        await File.WriteAllTextAsync(Path.Combine(folder.Lake, "orders.txt"), $"\uFEFFplaced_at;id;total;note\r\n{string.Concat(rows)}");

        var output = await folder.CheckAsync(Sentences);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [Test]
    public async Task Columns_that_no_table_has_are_text()
    {
        using var folder = Folder(
            "{table}.*",
            ("SELECT 7 AS code, true AS active", "flags.json", "(FORMAT JSON)"),
            ("SELECT 7 AS code", "codes.csv", "(FORMAT CSV)")
        );

        var output = await folder.CheckAsync("code in lake codes is one of 7", "active in lake flags is one of true", "code in lake flags matches [0-9]");

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [TestCase("lake.layout", "raw/{tabel}/*.csv", "lake.layout: {tabel} is not a token")]
    [TestCase("lake.layout", "other/{table}.csv", "has no file of that layout. Expected paths such as other/orders.csv; correct lake or lake.layout")]
    [TestCase("lake.layout", "raw/{table}/*", "whose name does not say its format: expected the ending .csv")]
    [TestCase("lake.format", "xml", "lake.format is 'xml': expected csv or json or parquet")]
    [TestCase("lake.format", "parquet", "lake orders cannot be read as Parquet")]
    [TestCase("lake.compression", "gzip", "cannot be decompressed")]
    [TestCase("lake.csv.delimiter", ";;", "expected one character, such as ; or |, or tab")]
    [TestCase("lake", "no/such/folder", "which is not a folder: expected the folder that the pipeline writes its files to")]
    [TestCase("key.lake.orders", "nr", "lake orders has no column nr")]
    public async Task Wrong_setting_is_a_usage_error(string setting, string value, string message)
    {
        using var folder = Folder("raw/{table}/*.csv", (Orders, "raw/orders/a.csv", "(FORMAT CSV, HEADER)")).With((setting, value));
        await File.WriteAllTextAsync(Path.Combine(folder.Lake, "raw/orders/part-0001"), "?");

        var output = await folder.CheckAsync("lake orders has exactly 100 rows");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain(message);
    }

    [Test]
    public async Task Table_without_files_is_a_usage_error_that_names_the_nearest()
    {
        using var folder = Folder("raw/{table}/*.csv", (Orders, "raw/orders/a.csv", "(FORMAT CSV, HEADER)"));

        var output = await folder.CheckAsync("lake order is not empty");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain("there is no table lake order").And.Contain("did you mean orders?");
    }

    [Test]
    public async Task Manifest_is_not_judged()
    {
        using var folder = Folder("raw/{table}/*.csv", (Orders, "raw/orders/a.csv", "(FORMAT CSV, HEADER)"));

        var output = await folder.CheckAsync("lake orders agrees with its manifest");

        output.ExitCode.Should().Be(ExitCodes.NotJudged, $"{output}");
        $"{output}".Should().Contain("the lake of another pipeline has no manifest");
    }

    [Test]
    public async Task Value_of_another_type_is_an_error_that_names_the_file()
    {
        using var folder = Folder(
            "{table}.csv",
            ("SELECT 'x' AS id, 1.5 AS total, '' AS note, '2026-11-28' AS placed_at", "orders.csv", "(FORMAT CSV, HEADER)")
        );

        var output = await folder.CheckAsync("raw orders matches lake orders row for row on id");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        $"{output}".Should().Contain("orders.csv").And.Contain("Error when converting column");
    }

    private static string Half(int part) => $"SELECT * FROM ({Orders}) WHERE id % 2 = {part - 1}";

    private static AttachedFolder Folder(string layout, params (string Select, string File, string Format)[] files)
    {
        var folder = new AttachedFolder(Warehouse);
        foreach (var (select, file, format) in files)
            folder.Write(select, file, format);
        return folder.Settings(("lake", folder.Lake), ("lake.layout", layout), ("key.raw.orders", "id"));
    }
}
