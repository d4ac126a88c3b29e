using System.Globalization;
using Npgsql;
using ShopStream.Benchmarks;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

// dotnet run -c Release --project tests/ShopStream.Benchmarks -- [scale]
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- all [scale]
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- nights [scale]
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- fused 3000000
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- rows 3000000
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- drift 2000
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- usual 10000
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- checks 3000000 2000000
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- prove
// dotnet run -c Release --project tests/ShopStream.Benchmarks -- reports reports/<run>/results.json
switch (args)
{
    case ["extract", var source, var folder]:
        await Parts.ExtractAsync(source, folder);
        return 0;
    case ["load", var folder, var database]:
        await Parts.LoadAsync(folder, database);
        return 0;
    case ["bare-load", var folder, var database]:
        await Parts.BareLoadAsync(folder, database);
        return 0;
    case ["bare-models", var warehouse, var models, var database]:
        await Parts.BareModelsAsync(warehouse, models, database);
        return 0;
    case ["night", var source, var folder, var date, var size, var bytes]:
        await NightsMode.NightAsync(
            source,
            folder,
            DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            int.Parse(size, CultureInfo.InvariantCulture),
            bytes
        );
        return 0;
    case ["fused", var rows]:
        await FusedMode.RunAsync(long.Parse(rows, CultureInfo.InvariantCulture));
        return 0;
    case ["rows", var rows]:
        await RowsMode.RunAsync(long.Parse(rows, CultureInfo.InvariantCulture));
        return 0;
    case ["checks", var rows, var events]:
        return await ChecksMode.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "shopstream.dll"),
            long.Parse(rows, CultureInfo.InvariantCulture),
            long.Parse(events, CultureInfo.InvariantCulture)
        );
    case ["read-events", var file, var most]:
        ChecksMode.ReadEvents(file, long.Parse(most, CultureInfo.InvariantCulture));
        return 0;
    case ["drift", var nights]:
        DriftMode.Run(int.Parse(nights, CultureInfo.InvariantCulture));
        return 0;
    case ["usual", var nights]:
        UsualMode.Run(int.Parse(nights, CultureInfo.InvariantCulture));
        return 0;
    case ["prove"]:
        return await ProveMode.RunAsync(Path.Combine(AppContext.BaseDirectory, "shopstream.dll"));
    case ["reports", var results]:
        return await ReportsMode.RunAsync(Environment.ProcessPath ?? "dotnet", results) ? 0 : 1;
    case ["reports-part", var part, var kind, var count, var results]:
        await ReportsMode.PartAsync(part, kind, int.Parse(count, CultureInfo.InvariantCulture), results);
        return 0;
    case ["rows-part", var part, var source, var database]:
        await RowsMode.PartAsync(part, source, database);
        return 0;
}

var all = args is ["all", ..];
var areNights = args is ["nights", ..];
var scale = args.Length > (all || areNights ? 1 : 0) ? int.Parse(args[^1], CultureInfo.InvariantCulture) : 200;
var work = Path.Combine(Path.GetTempPath(), $"shopstream-benchmark-{Environment.ProcessId}");
Directory.CreateDirectory(work);
try
{
    var host = Environment.ProcessPath ?? "dotnet";
    var cli = Path.Combine(AppContext.BaseDirectory, "shopstream.dll");

    if (areNights)
    {
        await NightsMode.RunAsync(host, work, scale);
        return 0;
    }
    if (all)
        return await new AllMode(cli, host, work).RunAsync(scale);

    var whole = await Measured.RunAsync(
        "dotnet",
        [cli, "run", "--quiet", "--scale", $"{scale}", "--work", Path.Combine(work, "run"), "--out", Path.Combine(work, "reports")]
    );
    Print($"end to end, scale {scale}, throw-away source and its data included", whole, 90, 1_500_000_000);

    await using var server = await SandboxServer.StartAsync(TimeProvider.System, CancellationToken.None);
    await Seeder.SeedAsync(server.ConnectionString, new SeedOptions(Parts.Date, scale), null, CancellationToken.None);

    var lake = Path.Combine(work, "lake");
    var extract = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["extract", server.ConnectionString, lake]));
    Print("extraction alone", extract, null, 200_000_000);
    var copy = await Measured.MedianAsync(3, () => CopyAsync(server.ConnectionString, work));
    Ratio("extraction : psql \\copy of the same tables, one after the other", extract, copy);

    var load = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["load", lake, Path.Combine(work, "load.duckdb")]));
    var bare = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["bare-load", lake, Path.Combine(work, "bare.duckdb")]));
    Print("loading alone", load, null, null);
    Ratio("loading : DuckDB's read_csv and read_json of the same files", load, bare);
}
finally
{
    Directory.Delete(work, recursive: true);
}
return 0;

static Task<Measured> CopyAsync(string connection, string work)
{
    var parts = new NpgsqlConnectionStringBuilder(connection);
    var environment = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PGHOST"] = parts.Host ?? "",
        ["PGPORT"] = $"{parts.Port}",
        ["PGDATABASE"] = parts.Database ?? "",
        ["PGUSER"] = parts.Username ?? "",
        ["PGPASSWORD"] = parts.Password ?? "",
    };
    var commands = ShopSchema.Tables.SelectMany(t => new[] { "-c", $"\\copy {t} to '{Path.Combine(work, t)}.csv' with (format csv, header)" });
    return Measured.RunAsync("psql", commands.Prepend("-X"), environment);
}

static void Print(string what, Measured measured, double? seconds, long? bytes)
{
    var time = seconds is null ? "" : $" (bound {seconds:0} s)";
    var memory = bytes is null ? "" : $" (bound {bytes / 1e6:#,##0} MB)";
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {measured.Seconds:0.0} s{time}, peak {measured.PeakBytes / 1e6:#,##0} MB{memory}"));
}

static void Ratio(string what, Measured ours, Measured theirs) =>
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{what}: {ours.Seconds / theirs.Seconds:0.00} ({ours.Seconds:0.0} s : {theirs.Seconds:0.0} s; aim 1.20)")
    );
