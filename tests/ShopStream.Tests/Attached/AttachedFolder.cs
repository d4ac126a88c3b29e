using System.Security;
using System.Security.Cryptography;
using DuckDB.NET.Data;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Attached;

/// <summary>A folder as a team has it: a DuckDB file that its own pipeline has written, settings and features.</summary>
internal sealed class AttachedFolder : IDisposable
{
    private readonly TestWorkspace folder = new();

    public string File => folder.In("data/dwh.duckdb");

    public string Reports => folder.In("reports");

    public string Lake => folder.In("data/lake");

    private string Data => folder.In("data");

    private (string Name, string Value)[] given = [];

    private string SettingsFile => folder.In("pipeline.runsettings");

    public AttachedFolder(string sql)
    {
        Directory.CreateDirectory(Data);
        Execute(File, sql);
    }

    /// <summary>Writes to the warehouse.</summary>
    public void Execute(string sql) => Execute(File, sql);

    /// <summary>Writes a file of the lake, as another pipeline does.</summary>
    public void Write(string select, string file, string format)
    {
        var path = Path.Combine(Lake, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Execute(":memory:", $"COPY ({select}) TO '{path}' {format}");
    }

    /// <summary>A path in the folder.</summary>
    public string In(string name) => folder.In(name);

    /// <summary>Writes a file of another tool.</summary>
    public void Text(string file, string text) => folder.With(file, text);

    /// <summary>Names the file and further settings.</summary>
    public AttachedFolder Settings(params (string Name, string Value)[] settings)
    {
        given = settings;
        var all = settings.Prepend(("warehouse.file", File)).Prepend(("pipeline", "external"));
        var lines = all.Select(s => $"<Parameter name=\"{SecurityElement.Escape(s.Item1)}\" value=\"{SecurityElement.Escape(s.Item2)}\" />");
        folder.With("pipeline.runsettings", $"<RunSettings><TestRunParameters>{string.Join("\n", lines)}</TestRunParameters></RunSettings>");
        return this;
    }

    /// <summary>The same settings with others in their place.</summary>
    public AttachedFolder With(params (string Name, string Value)[] settings) =>
        Settings([.. given.ExceptBy(settings.Select(s => s.Name), g => g.Name, StringComparer.Ordinal), .. settings]);

    public Task<ProgramOutput> CheckWithAsync(string[] options, params string[] sentences) =>
        ShopProgram.RunAsync(["check", "--settings", SettingsFile, "--features", folder.Features(sentences), "--out", Reports, .. options]);

    public Task<ProgramOutput> CheckAsync(params string[] sentences) => CheckAsync(new Dictionary<string, string>(StringComparer.Ordinal), sentences);

    public Task<ProgramOutput> CheckAsync(IReadOnlyDictionary<string, string> environment, params string[] sentences) =>
        ShopProgram.RunAsync(environment, "check", "--settings", SettingsFile, "--features", folder.Features(sentences), "--out", Reports);

    /// <summary>Runs the command run.</summary>
    public Task<ProgramOutput> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] sentences) =>
        ShopProgram.RunAsync(environment, "run", "--settings", SettingsFile, "--features", folder.Features(sentences), "--out", Reports);

    /// <summary>Starts a command as a process of its own.</summary>
    public ShopProgram Start(IReadOnlyDictionary<string, string> environment, string command, params string[] sentences) =>
        ShopProgram.Start(environment, command, "--settings", SettingsFile, "--features", folder.Features(sentences), "--out", Reports);

    public Task<ProgramOutput> RunAsync(string command, params string[] arguments) => ShopProgram.RunAsync([command, .. arguments, "--settings", SettingsFile]);

    /// <summary>Takes away the permission to write the data, and tells what is there.</summary>
    public IReadOnlyList<string> Protect()
    {
        foreach (var file in Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories))
            SetMode(file, UnixFileMode.UserRead);
        foreach (var inner in Folders)
            SetMode(inner, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return State();
    }

    /// <summary>Every file and folder outside of the reports, with time and content.</summary>
    public IReadOnlyList<string> State() =>
        [
            .. new DirectoryInfo(folder.Path)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Where(f =>
                    !f.FullName.StartsWith(Reports, StringComparison.Ordinal) && !f.FullName.StartsWith(folder.In("features"), StringComparison.Ordinal)
                )
                .Select(f => $"{f.FullName} {f.LastWriteTimeUtc:O} {(f is FileInfo file ? Hash(file.FullName) : "")}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Every file and folder of the reports, files with time and content.</summary>
    public IReadOnlyList<string> Kept() =>
        [
            .. new DirectoryInfo(Reports)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Select(f => f is FileInfo file ? $"{f.FullName} {f.LastWriteTimeUtc:O} {Hash(file.FullName)}" : f.FullName)
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose()
    {
        foreach (var inner in Folders)
            SetMode(inner, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        folder.Dispose();
    }

    private List<string> Folders => [Data, .. Directory.EnumerateDirectories(Data, "*", SearchOption.AllDirectories)];

    private static void Execute(string database, string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, mode);
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(file)));
}
