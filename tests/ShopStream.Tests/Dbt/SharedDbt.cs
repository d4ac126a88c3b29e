using System.Globalization;
using ShopStream.Application.Dbt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;
using ShopStream.Reports;

namespace ShopStream.Tests.Dbt;

/// <summary>A test of the shared dbt project, as dbt judged it.</summary>
/// <param name="Name">Name of the test.</param>
/// <param name="Status">pass, warn, fail, or not run with the reason.</param>
/// <param name="Failures">The failures that dbt reports; null if it did not run.</param>
/// <param name="Rows">The rows that its SQL finds; null if it did not run.</param>
internal sealed record ExpectedResult(string Name, string Status, int? Failures, int? Rows);

/// <summary>The dbt project beside the clone: files of several versions of dbt, the warehouse that it has built, and the results of its tests.</summary>
internal static class SharedDbt
{
    public static string Folder { get; } = Path.Combine(Clone.Root, "..", "shared", "dbt");

    public static string Warehouse { get; } = Path.Combine(Folder, "project", "shopstream.duckdb");

    public static string Artifacts(string name) => Path.Combine(Folder, "artifacts", name);

    /// <summary>Skips the test where the project is missing; with CI=true it fails.</summary>
    public static void Require() => ServerRequirement.Require(File.Exists(Warehouse), $"the dbt project is missing: expected {Path.GetFullPath(Folder)}");

    /// <summary>Settings and features of the project, as init --from dbt writes them.</summary>
    /// <param name="into">The folder to write to.</param>
    /// <param name="artifacts">The version of dbt whose files are read.</param>
    /// <param name="warehouse">The file that is attached; null for the one that dbt has built.</param>
    public static Task<ImportedProject> ImportAsync(string into, string artifacts = "dbt-1.11-duckdb", string? warehouse = null) =>
        ImportUseCase.RunAsync(
            new ImportRequest
            {
                Target = Artifacts(artifacts),
                Into = into,
                WarehouseFile = warehouse ?? Warehouse,
            },
            CancellationToken.None
        );

    /// <summary>The results of the one run whose report is in a folder.</summary>
    public static Task<RunResult> ResultsInAsync(string reports) =>
        ResultsFile.ReadAsync(Directory.EnumerateFiles(reports, "results.json", SearchOption.AllDirectories).Single(), CancellationToken.None);

    public static IReadOnlyList<ExpectedResult> Results() =>
        [
            .. File.ReadLines(Path.Combine(Folder, "expected-results.csv"))
                .Skip(1)
                .Select(l => CsvLine.Cells(l)!)
                .Select(f => new ExpectedResult(f[0], f[6], Number(f[7]), Number(f[8]))),
        ];

    private static int? Number(string text) => text.Length == 0 ? null : int.Parse(text, CultureInfo.InvariantCulture);
}
