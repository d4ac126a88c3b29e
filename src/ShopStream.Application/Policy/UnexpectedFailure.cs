using System.Globalization;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Policy;

/// <summary>Turns an exception that nothing foresees into a problem: stage, table, what to do, and a log file with the details.</summary>
public static class UnexpectedFailure
{
    /// <summary>Writes the log file.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="clock">Dates the log file.</param>
    /// <param name="withStage">Whether the message names the stage; false where the caller does.</param>
    /// <returns>A problem whose message shows no value of the data: only messages of the operating system are quoted.</returns>
    public static ProblemException Of(Exception failure, TimeProvider clock, bool withStage = true)
    {
        var what = failure is IOException or UnauthorizedAccessException ? Secrets.Hide(failure.Message).TrimEnd('.') : failure.GetType().Name;
        var stage = withStage ? FailurePlace.StageOf(failure) : null;
        var place = string.Join(
            ", ",
            new[] { stage is null ? null : $"stage {stage}", FailurePlace.TableOf(failure) is { } table ? $"table {table}" : null }.OfType<string>()
        );
        var where = place.Length == 0 ? "" : $" ({place})";
        var details = TryWrite(failure, place, clock) is { } file ? $"Details are in {file}" : "The details could not be written";
        return ExitCodePolicy.OfUnexpected(failure) == ExitCodes.Infrastructure
            ? new InfrastructureException(
                $"shopstream failed{where}: {what}. The last good state stays; remove the cause (disk, permissions, connection) and run again. {details}.",
                failure
            )
            : new UsageException(
                $"shopstream failed unexpectedly{where}: {what}. The last good state stays; running again will not help. "
                    + $"{(FailurePlace.TableOf(failure) is { } known ? $"Leave {known} out until it is fixed. " : "")}{details}: please report them.",
                failure
            );
    }

    private static string? TryWrite(Exception failure, string place, TimeProvider clock)
    {
        try
        {
            var path = Path.Combine(
                Path.GetTempPath(),
                string.Create(CultureInfo.InvariantCulture, $"shopstream-{clock.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..4]}.log")
            );
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new StreamWriter(path, options);
            file.WriteLine(place);
            file.WriteLine(Secrets.Hide(failure.ToString()));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
