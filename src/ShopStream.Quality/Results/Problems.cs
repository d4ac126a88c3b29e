namespace ShopStream.Quality.Results;

/// <summary>A problem outside the checks that ends a run. The message gives place, found value, expected value and fix.</summary>
public abstract class ProblemException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Exit code of the process; see <see cref="ExitCodes"/>.</summary>
    public abstract int ExitCode { get; }
}

/// <summary>Invalid usage, settings, feature or SQL; a retry cannot succeed. Exit code 2.</summary>
public sealed class UsageException(string message, Exception? inner = null) : ProblemException(message, inner)
{
    /// <inheritdoc />
    public override int ExitCode => ExitCodes.Usage;
}

/// <summary>A server, network or disk failed; a retry may succeed. Exit code 3.</summary>
public sealed class InfrastructureException(string message, Exception? inner = null) : ProblemException(message, inner)
{
    /// <inheritdoc />
    public override int ExitCode => ExitCodes.Infrastructure;
}

/// <summary>Nothing was selected, or nothing could be judged. Exit code 4.</summary>
public sealed class NothingToJudgeException(string message) : ProblemException(message)
{
    /// <inheritdoc />
    public override int ExitCode => ExitCodes.NotJudged;
}
