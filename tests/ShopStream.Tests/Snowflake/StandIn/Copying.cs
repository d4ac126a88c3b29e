using System.Globalization;
using Amazon.S3;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>COPY INTO a table from files of a stage.</summary>
internal sealed class Copying(StandInSession session)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(64);

    // What the documentation lists for a SELECT in COPY, as far as the product could need it.
    private static readonly HashSet<string> Functions = new(
        (
            "ARRAY_CONSTRUCT ARRAY_SIZE ASCII CAST CEIL CHECK_JSON CHR CONCAT CONVERT_TIMEZONE ENDSWITH EQUAL_NULL FLOOR GET GET_PATH IFF "
            + "IFNULL LENGTH NULLIF NVL OBJECT_CONSTRUCT PARSE_JSON REPLACE SUBSTR TO_DATE TO_NUMBER TO_VARCHAR TRIM UPPER LOWER ZEROIFNULL"
        ).Split(' '),
        StringComparer.Ordinal
    );

    private readonly Account account = session.Account;

    public Result Run(List<Token> tokens)
    {
        if (session.Warehouse is not { } warehouse || account.Faults.Suspended.Contains(warehouse))
            throw new SnowflakeError(606, "57P03", "No active warehouse selected in the current session.");
        var at = 2;
        var parts = StatementReader.Qualified(session, StatementReader.Names(tokens, ref at));
        var table = string.Join('.', parts.Select(StandInSession.Name));
        var granting = new Granting(session);
        granting.Demand("INSERT", "TABLE", parts);
        session.BeginUnlessAutocommit();
        string? into = null;
        if (tokens[at].Is("("))
        {
            var close = Translation.Close(tokens, at);
            into = Translation.Write(tokens.Skip(at).Take(close - at + 1));
            at = close + 1;
        }
        if (!tokens[at++].Is("FROM"))
            throw SnowflakeError.Syntax(tokens[at - 1].Line, tokens[at - 1].Position, tokens[at - 1].Value);
        List<Token>? select = null;
        if (tokens[at].Is("("))
        {
            var from = tokens.FindIndex(at, t => t.Is("FROM"));
            select = tokens[(at + 2)..from];
            at = from + 1;
        }
        if (!tokens[at++].Is("@"))
            throw SnowflakeError.Syntax(tokens[at - 1].Line, tokens[at - 1].Position, tokens[at - 1].Value);
        var stageParts = StatementReader.Qualified(session, StatementReader.Names(tokens, ref at));
        var stageName = string.Join('.', stageParts);
        if (!account.Objects.TryGetValue("STAGE " + stageName, out var stage))
            throw SnowflakeError.Missing("Stage", stageName);
        granting.Demand("USAGE", "STAGE", stageParts);
        var path = "";
        while (tokens[at].Is("/") || (path.Length > 0 && tokens[at].Space.Length == 0 && !tokens[at].Is(")")))
            path += tokens[at++].Value;
        var options = StatementReader.ReadOptions(tokens, at);
        var files = options.GetValueOrDefault("FILES", "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (files.Length == 0)
            throw new NotSupportedException("The stand-in copies named files only: FILES = (…).");
        if (files.Length > 1000)
            throw new SnowflakeError(1018, "22023", "SQL compilation error:\nmaximum number of files exceeded: 1000.");
        var format = Format(tokens, options);
        var onError = options.GetValueOrDefault("ON_ERROR", "ABORT_STATEMENT");
        var force = options.GetValueOrDefault("FORCE", "FALSE") is "TRUE";
        var rows = new List<IReadOnlyList<string?>>();
        var remembered = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        session.Together(() =>
        {
            foreach (var file in files)
            {
                var url = stage.Options["URL"].TrimEnd('/') + path.TrimEnd('/') + "/" + file;
                var (local, tag) = Fetch(url, file);
                var key = $"{table}|{file}|{tag}";
                var now = account.Options.Clock.GetUtcNow();
                if (!force && account.Loaded.TryGetValue(key, out var loaded) && now - loaded < Remembered)
                    continue;
                var loadedFile = Load(table, into, select, local, url, format, onError);
                rows.Add(loadedFile);
                // A skipped file is not remembered and is tried again.
                if (loadedFile[1] is not "LOAD_FAILED")
                    remembered[key] = now;
            }
            return true;
        });
        foreach (var (key, when) in remembered)
            account.Loaded[key] = when;
        if (rows.Count == 0)
            return new Result(
                [new("status", "text")],
                [
                    ["Copy executed with 0 files processed."],
                ],
                0x3600
            );
        string[] names =
        [
            "file",
            "status",
            "rows_parsed",
            "rows_loaded",
            "error_limit",
            "errors_seen",
            "first_error",
            "first_error_line",
            "first_error_character",
            "first_error_column_name",
        ];
        return new Result(
            [.. names.Select((n, i) => i is >= 2 and <= 5 or 7 or 8 ? new ResultColumn(n, "fixed", 18, 0) : new ResultColumn(n, "text"))],
            rows,
            0x3600
        );
    }

    private Dictionary<string, string> Format(List<Token> tokens, Dictionary<string, string> options)
    {
        // TYPE = … inside FILE_FORMAT = (…) has been read with the rest.
        if (!options.TryGetValue("FORMAT_NAME", out var name))
            return options;
        var named = Tokens.Of(name);
        var at = 0;
        var parts = StatementReader.Qualified(session, StatementReader.Names(named, ref at));
        var full = string.Join('.', parts);
        if (!account.Objects.TryGetValue("FILE FORMAT " + full, out var format))
            throw SnowflakeError.Missing("File format", full);
        new Granting(session).Demand("USAGE", "FILE FORMAT", parts);
        return new(format.Options, StringComparer.Ordinal);
    }

    private IReadOnlyList<string?> Load(
        string table,
        string? into,
        List<Token>? select,
        string local,
        string url,
        Dictionary<string, string> format,
        string onError
    )
    {
        var path = StandInSession.Literal(local);
        var isJson = format.GetValueOrDefault("TYPE") is "JSON";
        var columns = session.Rows($"DESCRIBE {table}");
        string Csv(string types, string errors) =>
            $"read_csv({path}, header = false, auto_detect = false, delim = ',', "
            + $"quote = '\"', escape = '\"', skip = {format.GetValueOrDefault("SKIP_HEADER", "0")}, "
            + $"nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, {errors} columns = {{{types}}})";
        var typed = string.Join(", ", columns.Select(c => $"{StandInSession.Literal(c[0])}: {StandInSession.Literal(c[1])}"));
        if (!isJson)
            RequireFormats(columns, format);
        if (!isJson && new CsvFields(format) is { IsPlain: false } fields)
            path = StandInSession.Literal(Plain(fields, path, local));
        if (onError is not "ABORT_STATEMENT")
            return isJson
                ? throw new NotSupportedException("The stand-in goes on over errors in CSV only.")
                : Tolerant(table, into, Csv(typed, "store_rejects = true,"), url, onError);
        var lines = isJson ? $"read_json_objects({path}, format = 'newline_delimited')" : Csv(typed, "");
        var list = select is null ? "*" : Fields(select);
        try
        {
            var loaded = session.Run($"INSERT INTO {table} {into} SELECT {list} FROM {lines}");
            var text = loaded.ToString(CultureInfo.InvariantCulture);
            return [url, "LOADED", text, text, "1", "0", null, null, null, null];
        }
        catch (SnowflakeError e) when (e.Code != 604)
        {
            throw new SnowflakeError(
                100038,
                "22018",
                $"{e.Message}\n  File '{url}'. If you would like to continue loading when an error is encountered, "
                    + "use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option."
            );
        }
    }

    // DATE_FORMAT = AUTO, the default of a file format, is the format of the session.
    private void RequireFormats(List<IReadOnlyList<string?>> columns, Dictionary<string, string> format)
    {
        foreach (var (kind, type) in (ReadOnlySpan<(string, string)>)[("DATE", "DATE"), ("TIME", "TIME"), ("TIMESTAMP", "TIMESTAMP")])
            if (columns.Exists(c => string.Equals(c[1], type, StringComparison.Ordinal)) && format.GetValueOrDefault($"{kind}_FORMAT", "AUTO") is "AUTO")
                session.Parameters.Require(kind, "2026-01-15");
    }

    private string Plain(CsvFields fields, string path, string local)
    {
        // Lines as they are, whatever the compression; a delimiter that no file has.
        var lines = session
            .Rows(
                $"SELECT line FROM read_csv({path}, header = false, auto_detect = false, delim = '\x01', quote = '', "
                    + $"escape = '', nullstr = '\x02', strict_mode = false, max_line_size = 16777216, columns = {{'line': 'VARCHAR'}})"
            )
            .Select(r => r[0]);
        var plain = Path.Combine(Path.GetTempPath(), $"standin-{Guid.NewGuid():N}-{Path.GetFileNameWithoutExtension(local)}.csv");
        File.WriteAllText(plain, fields.Plain(string.Join('\n', lines) + "\n"));
        return plain;
    }

    // CONTINUE loads the valid lines, SKIP_FILE nothing of a file with an invalid one; both report the number of errors.
    private IReadOnlyList<string?> Tolerant(string table, string? into, string lines, string url, string onError)
    {
        session.Run("DROP TABLE IF EXISTS temp.main.reject_errors; DROP TABLE IF EXISTS temp.main.reject_scans");
        session.Run($"CREATE OR REPLACE TEMP TABLE copied AS SELECT * FROM {lines}");
        var errors = session
            .Rows("SELECT line, column_idx, column_name, error_message FROM temp.main.reject_errors ORDER BY line, column_idx")
            .DistinctBy(e => e[0], StringComparer.Ordinal)
            .ToList();
        var good = long.Parse(session.Scalar("SELECT count(*) FROM temp.main.copied")!, CultureInfo.InvariantCulture);
        var isSkipped = onError is "SKIP_FILE" && errors.Count > 0;
        if (!isSkipped)
            session.Run($"INSERT INTO {table} {into} SELECT * FROM temp.main.copied");
        var status =
            errors.Count == 0 ? "LOADED"
            : isSkipped || good == 0 ? "LOAD_FAILED"
            : "PARTIALLY_LOADED";
        string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
        var (parsed, first) = (good + errors.Count, errors.FirstOrDefault());
        return
        [
            url,
            status,
            Text(parsed),
            Text(isSkipped ? 0 : good),
            onError is "CONTINUE" ? Text(parsed) : "1",
            Text(errors.Count),
            first?[3]?.Split('\n')[0],
            first?[0],
            first is null ? null : "1",
            first?[2],
        ];
    }

    // $1:name::TYPE, CASE and the functions that COPY supports.
    private static string Fields(List<Token> tokens)
    {
        var sql = new System.Text.StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("$") && i + 3 < tokens.Count && tokens[i + 1].Value is "1" && tokens[i + 2].Is(":"))
            {
                // An unquoted name keeps its case, because JSON paths are case-sensitive; the product quotes it.
                var path = StandInSession.Literal($"$.\"{tokens[i + 3].Value}\"");
                i += 3;
                if (i + 2 < tokens.Count && tokens[i + 1].Is("::"))
                {
                    var (type, taken) = Translation.Type(tokens, i + 2);
                    sql.Append(CultureInfo.InvariantCulture, $" CAST(json_extract_string(json, {path}) AS {type})");
                    i += 1 + taken;
                }
                else
                    sql.Append(CultureInfo.InvariantCulture, $" json_extract(json, {path})");
            }
            else if (tokens[i].Kind == TokenKind.Word && i + 1 < tokens.Count && tokens[i + 1].Is("(") && !Functions.Contains(tokens[i].Value))
                throw new SnowflakeError(
                    2303,
                    "0A000",
                    $"SQL compilation error:\nCOPY statement only supports simple SELECT from stage statements for import: {tokens[i].Value} is not supported."
                );
            else
                sql.Append(tokens[i].Space).Append(tokens[i].Sql);
        }
        return sql.ToString();
    }

    private (string Path, string Tag) Fetch(string url, string file)
    {
        var rest = url["s3://".Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var missing = new SnowflakeError(
            91016,
            "02000",
            $"Remote file '{url}' was not found. There are several potential causes. The file might not exist. "
                + "If you are running a copy command, please make sure files are not deleted when they are being loaded."
        );
        if (account.Options.LakeFolder is { } folder)
        {
            var path = Path.Combine(folder, rest);
            return File.Exists(path) ? (path, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))) : throw missing;
        }
        using var client = new AmazonS3Client(
            new AmazonS3Config
            {
                ServiceURL = account.Options.S3!.ToString(),
                AuthenticationRegion = "eu-west-3",
                ForcePathStyle = true,
            }
        );
        var local = Path.Combine(Path.GetTempPath(), $"standin-{Guid.NewGuid():N}-{Path.GetFileName(file)}");
        try
        {
            using var found = client.GetObjectAsync(rest[..slash], rest[(slash + 1)..]).GetAwaiter().GetResult();
            using (var copy = File.Create(local))
                found.ResponseStream.CopyTo(copy);
            return (local, found.ETag);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw missing;
        }
    }
}
