using System.Globalization;
using ShopStream.Application.Policy;

namespace ShopStream.Cli;

/// <summary>Turns an exception that nothing handles into a message, a log file with the details, and an exit code.</summary>
internal static class UnexpectedFailure
{
    /// <summary>Writes the log file.</summary>
    /// <param name="failure">The exception.</param>
    /// <returns>The exit code, and a message that shows no value of the data: only messages of the operating system are quoted.</returns>
    public static (int Code, string Message) Report(Exception failure)
    {
        var what = failure is IOException or UnauthorizedAccessException ? failure.Message.TrimEnd('.') : failure.GetType().Name;
        var details = TryWrite(failure) is { } file ? $"Details are in {file}" : "The details could not be written";
        return ExitCodePolicy.OfUnexpected(failure) is var code && code == Quality.Results.ExitCodes.Infrastructure
            ? (code, $"shopstream failed: {what}. The last good state stays; remove the cause (disk, permissions, connection) and run again. {details}.")
            : (code, $"shopstream failed unexpectedly ({what}). The last good state stays; running again will not help. {details}: please report them.");
    }

    private static string? TryWrite(Exception failure)
    {
        try
        {
            var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"shopstream-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..4]}.log"));
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new StreamWriter(path, options);
            file.WriteLine(failure);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
