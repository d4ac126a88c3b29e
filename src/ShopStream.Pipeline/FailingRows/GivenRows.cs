using System.Globalization;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.FailingRows;

/// <summary>A check whose failing rows are in a file.</summary>
/// <param name="Number">Its number in the file, from 0.</param>
/// <param name="Feature">Path of its feature file.</param>
/// <param name="Line">Its line.</param>
/// <param name="Scenario">Name of its scenario.</param>
/// <param name="Sentence">Its text.</param>
/// <param name="Id">What it checks; see <see cref="Quality.FailingRows.FailingCheck.IdOf"/>.</param>
public sealed record GivenCheck(int Number, string Feature, int Line, string Scenario, string Sentence, string Id)
{
    /// <summary>Number of different keys.</summary>
    public required long Keys { get; init; }

    /// <summary>Number of keys with a value that is hidden.</summary>
    public required long HiddenKeys { get; init; }

    /// <summary>Number of rows without a key.</summary>
    public required long RowsWithoutKey { get; init; }

    /// <summary>Names of the values of its keys; empty without keys.</summary>
    public required IReadOnlyList<string> KeyNames { get; init; }
}

/// <summary>Which keys of a file still fail.</summary>
/// <param name="Failing">Number of different keys.</param>
/// <param name="First">The first of them.</param>
public sealed record KeysStillFailing(long Failing, IReadOnlyList<string> First)
{
    /// <summary>None fails any more.</summary>
    public static KeysStillFailing None { get; } = new(0, []);
}

/// <summary>The failing rows of a file that an earlier run has written, to be compared with those of now.</summary>
public sealed class GivenRows
{
    private readonly FailingRowFile now;

    private GivenRows(FailingRowFile now, IReadOnlyList<GivenCheck> checks) => (this.now, Checks) = (now, checks);

    /// <summary>The checks of the file, by feature, line and text.</summary>
    public IReadOnlyList<GivenCheck> Checks { get; }

    /// <summary>Reads the keys of a file, in bounded memory.</summary>
    /// <param name="path">Parquet, or CSV with a line of names.</param>
    /// <param name="now">Receives the failing rows of now, under the numbers of <see cref="Checks"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="UsageException">It does not exist, or is not a file of failing rows.</exception>
    /// <exception cref="InfrastructureException">The folder for temporary files cannot be written.</exception>
    public static async Task<GivenRows> ReadAsync(string path, FailingRowFile now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(now);
        var rows = await RowsInAsync(path, cancellationToken);
        try
        {
            var columns = (await now.ReadAsync($"SELECT * FROM {rows} LIMIT 0", cancellationToken)).Columns;
            string[] needed = ["feature", "line", "scenario", "sentence", "check_id", "key"];
            if (needed.Except(columns, StringComparer.Ordinal).FirstOrDefault() is { } missing)
                throw new UsageException($"{path} is not a file of failing rows: it has no column {missing}. {Expected}");
            await now.ReadAsync(
                "CREATE TABLE given AS SELECT DISTINCT feature, CAST(line AS INTEGER) AS line, scenario, sentence, check_id, key, "
                    + $"key IS NULL AS without FROM {rows}",
                cancellationToken
            );
            await now.ReadAsync(ChecksSql, cancellationToken);
            var checks = await now.ReadAsync("SELECT * FROM given_checks ORDER BY number", cancellationToken);
            return new GivenRows(now, [.. checks.Rows.Select(Check)]);
        }
        catch (DuckDBException e) when (DuckFailure.Of(e).Fault == DuckFault.Statement || e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new UsageException($"{path} cannot be read: {DuckMessage.FirstLine(e.Message)}. {Expected}", e);
        }
    }

    /// <summary>Compares the keys with those of the rows that fail now, which are complete.</summary>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>By the number of the check; a check of which no key fails is not in it.</returns>
    /// <exception cref="InfrastructureException">The disk of the temporary files is full.</exception>
    public async Task<IReadOnlyDictionary<int, KeysStillFailing>> CompareAsync(CancellationToken cancellationToken)
    {
        var limit = Sample.Limit.ToString(CultureInfo.InvariantCulture);
        var failing = await now.ReadAsync(
            "SELECT number, COUNT(*), to_json(MIN(key, "
                + limit
                + "))\nFROM (SELECT DISTINCT c.number, g.key FROM given AS g JOIN given_checks AS c "
                + "USING (feature, line, scenario, sentence, check_id) JOIN rows AS r ON r.number = c.number AND r.key = g.key)\nGROUP BY number",
            cancellationToken
        );
        return failing.Rows.ToDictionary(
            r => int.Parse(r[0]!, CultureInfo.InvariantCulture),
            r => new KeysStillFailing(long.Parse(r[1]!, CultureInfo.InvariantCulture), Texts(r[2]))
        );
    }

    private const string Expected = "Expected a file that --keep-failures has written: reports/<run-id>/failures_<run-id>.parquet or .csv";

    // A key is hidden if a value is: as ShownValues writes it.
    private const string ChecksSql = """
        CREATE TABLE given_checks AS
        SELECT row_number() OVER (ORDER BY feature, line, sentence, scenario, check_id) - 1 AS number, *
        FROM (
          SELECT feature, line, scenario, sentence, check_id, COUNT(key) AS keys,
            COUNT(*) FILTER (regexp_matches(key, '"\(hidden [0-9a-f]{16}\)"')) AS hidden, COUNT(*) FILTER (without) AS without,
            to_json(COALESCE(json_keys(MIN(key)), [])) AS names
          FROM given
          GROUP BY ALL
        )
        """;

    private static GivenCheck Check(IReadOnlyList<string?> row) =>
        new(
            int.Parse(row[0]!, CultureInfo.InvariantCulture),
            row[1] ?? "",
            int.Parse(row[2] ?? "0", CultureInfo.InvariantCulture),
            row[3] ?? "",
            row[4] ?? "",
            row[5] ?? ""
        )
        {
            Keys = long.Parse(row[6]!, CultureInfo.InvariantCulture),
            HiddenKeys = long.Parse(row[7]!, CultureInfo.InvariantCulture),
            RowsWithoutKey = long.Parse(row[8]!, CultureInfo.InvariantCulture),
            KeyNames = Texts(row[9]),
        };

    private static List<string> Texts(string? json) => json is null ? [] : System.Text.Json.JsonSerializer.Deserialize<List<string>>(json)!;

    private static async Task<string> RowsInAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await FailingRowFile.RowsInAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"there is no file {path}. {Expected}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message} {Expected}", e);
        }
    }
}
