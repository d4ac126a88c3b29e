using ShopStream.Application.Files;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Starter;

/// <summary>init: the shipped features and settings as plain files to start from.</summary>
public static class StarterFiles
{
    private const string SettingsFile = "pipeline.runsettings";

    /// <param name="shipped">The folder that holds the shipped features and settings.</param>
    /// <param name="folder">Where the files are written; created where it is missing.</param>
    /// <param name="withModels">Whether the SQL models are written, too; the settings name them then.</param>
    /// <param name="overwrite">Whether existing files are overwritten.</param>
    /// <returns>How many files were written.</returns>
    /// <exception cref="UsageException">A file exists and is not to be overwritten, or the folder cannot be written.</exception>
    public static int Write(string shipped, string folder, bool withModels, bool overwrite)
    {
        var files = Below(shipped, "").Concat(withModels ? Below(ModelProject.ShippedFolder, "models") : []).ToList();
        NewFiles.RequireNew([.. files.Select(f => f.To)], folder, overwrite, "as DIR");
        try
        {
            foreach (var (from, to) in files)
            {
                var path = Path.Combine(folder, to);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Copy(from, path, overwrite: true);
            }
            if (withModels)
                NameModels(Path.Combine(folder, SettingsFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be written: {e.Message}", e);
        }
        return files.Count;
    }

    private static void NameModels(string settings) =>
        File.WriteAllText(
            settings,
            File.ReadAllText(settings)
                .Replace(
                    "  </TestRunParameters>",
                    "    <!-- The SQL models. -->\n    <Parameter name=\"models\" value=\"models\" />\n  </TestRunParameters>",
                    StringComparison.Ordinal
                )
        );

    private static IEnumerable<(string From, string To)> Below(string folder, string to) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(f => (f, Path.Combine(to, Path.GetRelativePath(folder, f))));
}
