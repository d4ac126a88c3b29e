using System.Diagnostics;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Deploy;

/// <summary>
/// What a user installs, installed: the package from a folder, and the folder that needs no SDK. Takes a minute, so on a laptop it is asked
/// for by SHOPSTREAM_TEST_INSTALL=1.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class InstallTests
{
    private const string Project = "src/ShopStream.Cli";

    private static readonly string Configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;

    [SetUp]
    public void Asked() =>
        ServerRequirement.Require(
            Environment.GetEnvironmentVariable("SHOPSTREAM_TEST_INSTALL") is "1" || Environment.GetEnvironmentVariable("CI") is "true",
            "SHOPSTREAM_TEST_INSTALL=1 asks for it"
        );

    [Test, CancelAfter(300_000)]
    public async Task The_package_installs_from_a_folder_as_a_tool_that_starts_from_nothing(CancellationToken stop)
    {
        using var folder = new Folder();
        // Compressing the native files of all platforms takes longer than all the rest.
        string[] platform = Lane.IsNightly ? [] : [$"-p:NativePlatforms=|{(OperatingSystem.IsMacOS() ? "osx" : RuntimeInformation.RuntimeIdentifier)}|"];
        (await RunAsync("dotnet", Clone.Root, ["pack", Project, "-c", Configuration, "--no-build", "-o", folder.In("packages"), .. platform], stop))
            .Should()
            .StartWith("0\n");

        (
            await RunAsync(
                "dotnet",
                folder.Path,
                ["tool", "install", "ShopStream.Quality.Tool", "--tool-path", folder.In("tool"), "--add-source", folder.In("packages")],
                stop
            )
        )
            .Should()
            .StartWith("0\n");

        await StartsFromNothingAsync(folder, folder.In("tool/shopstream"), stop);
    }

    [Test, CancelAfter(400_000)]
    public async Task The_published_folder_runs_without_the_SDK_and_has_models_and_features_as_files(CancellationToken stop)
    {
        // It compiles all projects again, which takes a minute.
        if (!Lane.IsNightly)
            Assert.Ignore("SHOPSTREAM_TEST_NIGHTLY=1 asks for it");
        using var folder = new Folder();
        (
            await RunAsync(
                "dotnet",
                Clone.Root,
                [
                    "publish",
                    Project,
                    "-c",
                    "Release",
                    "-r",
                    RuntimeInformation.RuntimeIdentifier,
                    "--self-contained",
                    // The build of the tests has analyzed the same code.
                    "-p:RunAnalyzers=false",
                    "--artifacts-path",
                    folder.In("build"),
                    "-o",
                    folder.In("app"),
                ],
                stop
            )
        ).Should().StartWith("0\n");

        await StartsFromNothingAsync(folder, folder.In("app/shopstream"), stop);

        Directory.EnumerateFiles(folder.In("app/models"), "*.sql", SearchOption.AllDirectories).Should().NotBeEmpty();
        using var program = new PEReader(File.OpenRead(folder.In("app/ShopStream.Quality.dll")));
        program.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size.Should().BePositive("code is compiled ahead");
        Directory.EnumerateFiles(folder.In("app/starter/features"), "*.feature", SearchOption.AllDirectories).Should().NotBeEmpty();
    }

    /// <summary>In an empty folder, with no variable but HOME, PATH and, for a tool, where .NET is.</summary>
    private static async Task StartsFromNothingAsync(Folder folder, string program, CancellationToken stop)
    {
        var work = Directory.CreateDirectory(folder.In("work")).FullName;

        (await RunAsync(program, work, ["init"], stop, bare: true)).Should().StartWith("0\n").And.Contain("files in " + work);
        (await RunAsync(program, work, ["run", "--quiet"], stop, bare: true))
            .Should()
            .StartWith("0\n")
            .And.Contain($"Passed all {Repository.ScenarioCount} scenarios");

        Directory.GetFiles(Path.Combine(work, "reports"), "results.json", SearchOption.AllDirectories).Should().ContainSingle();
    }

    /// <summary>The exit code, and below it both streams.</summary>
    private static async Task<string> RunAsync(string program, string folder, string[] arguments, CancellationToken stop, bool bare = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (
            var name in start
                .Environment.Keys.Where(n =>
                    bare ? n is not ("DOTNET_ROOT" or "USER" or "LOGNAME") : n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                )
                .ToList()
        )
            start.Environment.Remove(name);
        if (bare)
            (start.Environment["HOME"], start.Environment["PATH"]) = (folder, Environment.GetEnvironmentVariable("PATH"));
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(stop);
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return $"{process.ExitCode}\n{output}{await error}";
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("shopstream-install-").FullName;

        public string In(string name) => System.IO.Path.Combine(Path, name);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
