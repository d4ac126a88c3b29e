namespace ShopStream.Reports.Files;

/// <summary>The files of a run's report, as full paths.</summary>
/// <param name="Folder">The folder of the run.</param>
/// <param name="Results">Path of results.json.</param>
/// <param name="Page">Path of index.html.</param>
/// <param name="JUnit">Path of junit.xml.</param>
public sealed record ReportFiles(string Folder, string Results, string Page, string JUnit)
{
    public static ReportFiles In(string folder) =>
        new(folder, Path.Combine(folder, "results.json"), Path.Combine(folder, "index.html"), Path.Combine(folder, "junit.xml"));
}
