using System.CommandLine;
using ShopStream.Cli.Commands;
using ShopStream.Quality.Redaction;

namespace ShopStream.Cli.View;

/// <summary>Command lines to type again in the same folder.</summary>
internal static class CommandText
{
    /// <summary>The whole command line, quoted for a shell, without credentials.</summary>
    /// <param name="arguments">Without the program's name.</param>
    public static string Of(IEnumerable<string> arguments)
    {
        var project = Project(AppContext.BaseDirectory);
        var program = project is null
            ? "shopstream"
            : $"dotnet run --project {Quoted(Path.GetRelativePath(Environment.CurrentDirectory, project).Replace('\\', '/'))} --";
        return string.Join(' ', arguments.Select(Secrets.Hide).Select(Quoted).Prepend(program));
    }

    /// <summary>The command that checks what a command line has run: the same settings and folders, all scenarios.</summary>
    public static string OfCheck(ParseResult parsed) =>
        Of([
            "check",
            .. parsed.GetResult(Options.Attached) is not null && parsed.GetValue(Options.Attached) ? [Options.Attached.Name] : Array.Empty<string>(),
            .. new[] { Options.Settings, Options.Features, Options.WarehouseFile, Options.WarehouseAddress, Options.Warehouse, Options.Work, Options.Out }
                .Where(o => parsed.GetResult(o) is { Implicit: false })
                .SelectMany(o => new[] { o.Name, parsed.GetValue(o)! }),
        ]);

    // A program below its own project was started from a clone.
    private static string? Project(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ShopStream.Cli.csproj")))
                return at.FullName;
        }
        return null;
    }

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./:=@,%+".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
