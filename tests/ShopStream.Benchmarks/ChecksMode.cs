using System.Globalization;
using DuckDB.NET.Data;

namespace ShopStream.Benchmarks;

/// <summary>
/// Measures <c>check</c> of 25 and of 200 checks of one table, started as a user starts it, and one of a JSON schema, beside the same check that only reads and
/// parses the documents, in processor time: other work on the machine does not count.
/// </summary>
internal static class ChecksMode
{
    private const int Few = 25;
    private const int Many = 200;
    private const double MostTimes = 3;
    private const double MostTimesReading = 2;

    private const string Schema =
        """{ "type": "object", "required": ["device", "page"], "properties": { "device": { "enum": ["phone", "desktop"] }, """
        + "\"page\": { \"type\": \"integer\", \"minimum\": 0 }, \"ms\": { \"type\": \"number\", \"exclusiveMinimum\": 0 } } }";

    /// <returns>1 if an aim is missed, otherwise 0.</returns>
    public static async Task<int> RunAsync(string cli, long rows, long events)
    {
        var work = Directory.CreateTempSubdirectory("shopstream-benchmark-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(work, "pipeline.runsettings"),
                """<RunSettings><TestRunParameters><Parameter name="pipeline" value="external" /></TestRunParameters></RunSettings>"""
            );
            Build(Path.Combine(work, "warehouse.duckdb"), rows, events);
            var few = await CheckAsync(cli, work, Checks().Take(Few));
            var many = await CheckAsync(cli, work, Checks().Take(Many));
            var times = many.CpuSeconds / few.CpuSeconds;
            Print($"{Few} checks of {rows:#,##0} rows", few);
            Print($"{Many} checks: {times:0.00} times that (aim {MostTimes}), memory {(double)many.PeakBytes / few.PeakBytes:0.00} times", many);

            var file = Path.Combine(work, "warehouse.duckdb");
            var host = Path.Combine(AppContext.BaseDirectory, "ShopStream.Benchmarks");
            var opening = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["read-events", file, "0"]));
            var reading = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["read-events", file, $"{events}"]));
            var bare = await CheckAsync(cli, work, ["raw events is not empty"]);
            var json = await CheckAsync(cli, work, ["doc in raw events is valid JSON"]);
            var schema = await CheckAsync(cli, work, [$"doc in raw events is JSON that meets this schema:\n\"\"\"\n{Schema}\n\"\"\""]);
            var timesReading = schema.CpuSeconds / json.CpuSeconds;
            Print("start of a program that opens the database", opening);
            Print($"and reads {events:#,##0} documents as text", reading);
            Print("check that the table is not empty", bare);
            Print("check that reads the documents and parses them as JSON", json);
            Print($"check by a schema: {timesReading:0.00} times that (aim {MostTimesReading})", schema);
            var (added, text) = (schema.CpuSeconds - bare.CpuSeconds, reading.CpuSeconds - opening.CpuSeconds);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it adds {added / (json.CpuSeconds - bare.CpuSeconds):0.00} times what reading and parsing add to the check that the table is not empty, "
                        + $"and {added / text:0.00} times what reading as text adds to the start"
                )
            );
            return times <= MostTimes && timesReading <= MostTimesReading ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Reads events, each as a text, and does nothing with them.</summary>
    /// <param name="file">The database.</param>
    /// <param name="most">How many.</param>
    public static void ReadEvents(string file, long most)
    {
        using var connection = new DuckDBConnection($"Data Source={file};access_mode=READ_ONLY");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT doc FROM raw.events LIMIT {most}");
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        long characters = 0;
        while (reader.Read())
            characters += reader.GetString(0).Length;
        Console.WriteLine(characters);
    }

    // Eight checks of each of 25 kinds, in an order in which any 25 have all of them.
    private static IEnumerable<string> Checks()
    {
        string[] numbers = ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"];
        string[] words = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"];
        Func<string, string, string>[] kinds =
        [
            (n, _) => $"{n} is never null in raw t",
            (_, w) => $"{w} is never null in raw t",
            (n, _) => $"{n} in raw t is between -1 and 9000000",
            (n, _) => $"{n} in raw t is never negative",
            (_, w) => $"{w} in raw t is one of {string.Join(", ", Enumerable.Range(0, 40).Select(i => $"w{i}"))}",
            (_, w) => $"{w} in raw t matches w[0-9]+",
            (_, w) => $"{w} in raw t has between 2 and 3 characters",
            (_, w) => $"{w} in raw t is never blank",
            (_, w) => $"at least 90 % of {w} in raw t is in lower case",
            (_, w) => $"the number of different {w} in raw t is at most 40",
            (n, _) => $"the number of different {n} in raw t is at least 2",
            (n, _) => $"the average {n} in raw t is between 0 and 9000000",
            (n, _) => $"the smallest {n} in raw t is at least 0",
            (n, _) => $"the largest {n} in raw t is at most 9000000",
            (n, _) => $"the sum of {n} in raw t is at least 1",
            (n, _) => $"the median {n} in raw t is between 0 and 9000000",
            (n, _) => $"the 95 % quantile of {n} in raw t is at most 9000000",
            (n, _) => $"the standard deviation of {n} in raw t is above 0",
            (n, w) => $"{n} in raw t is at least 0, where {w} is w1",
            (n, w) => $"the average {n} in raw t is at least 0, where {w} is one of w1, w2",
            (_, w) => $"the number of rows in raw t is at least 1, where {w} is w3",
            (n, _) => $"{n} is at least id * 0 in every row of raw t",
            (_, w) => $"the share of rows in raw t where {w} is w1 is at most 60 %",
            (_, w) => $"{w} in raw t is none of x, y",
            (n, w) => $"{n} in raw t is above -1, except in at most 10 rows, where {w} is not null",
        ];
        return Enumerable.Range(0, 8).SelectMany(i => kinds.Select((kind, k) => kind(numbers[(i + k) % 8], words[(i + k) % 8])));
    }

    private static void Build(string file, long rows, long events)
    {
        using var connection = new DuckDBConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            CREATE SCHEMA raw;
            CREATE TABLE raw.t AS SELECT i AS id,
                {{string.Join(
                ", ",
                Enumerable.Range(1, 8).Select(c => $"CAST((i * {7919 + (4 * c)}) % {(c is 1 or 8 ? 8_000_000 : 1000 * c)} + 0.25 AS DECIMAL(12, 2)) AS a{c}")
            )}},
                {{string.Join(", ", Enumerable.Range(1, 8).Select(c => $"'w' || (i % {(4 * c) + 3}) AS w{c}"))}}
            FROM range({{rows}}) AS r(i);
            CREATE TABLE raw.events AS SELECT i AS id, '{"device":"' || CASE WHEN i % 3 = 0 THEN 'phone' ELSE 'desktop' END || '","page":' || i
                || ',"ms":' || (i % 900 + 0.5) || ',"tags":["a","b"]}' AS doc
            FROM range({{events}}) AS r(i);
            """
        );
        command.ExecuteNonQuery();
    }

    private static async Task<Measured> CheckAsync(string cli, string work, IEnumerable<string> checks)
    {
        var features = Directory.CreateDirectory(Path.Combine(work, "features")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(features, "checks.feature"),
            $"Feature: Checks\n{string.Concat(checks.Select((c, i) => $"\nScenario: Check {i + 1}\nThen {c}\n"))}"
        );
        return await Measured.MedianAsync(
            3,
            () =>
                Measured.RunAsync(
                    "dotnet",
                    [
                        cli,
                        "check",
                        "--quiet",
                        "--settings",
                        Path.Combine(work, "pipeline.runsettings"),
                        "--warehouse-file",
                        Path.Combine(work, "warehouse.duckdb"),
                        "--features",
                        features,
                        "--out",
                        Path.Combine(work, "reports"),
                    ]
                )
        );
    }

    private static void Print(string what, Measured measured) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {measured.CpuSeconds:0.0} s of processor time, {measured.Seconds:0.0} s by the clock, peak {measured.PeakBytes / 1e6:#,##0} MB"
            )
        );
}
