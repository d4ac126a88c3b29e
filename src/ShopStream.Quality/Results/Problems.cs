namespace ShopStream.Quality.Results;

/// <summary>Something outside the checks that ends a run: the message says where, what was found, what was expected and what to do.</summary>
public abstract class ProblemException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>See <see cref="ExitCodes"/>.</summary>
    public abstract int ExitCode { get; }
}

/// <summary>Usage, settings, a feature or SQL is wrong; a retry cannot help. Exit code 2.</summary>
public sealed class UsageException(string message, Exception? inner = null) : ProblemException(message, inner)
{
    /// <inheritdoc />
    public override int ExitCode => ExitCodes.Usage;
}

/// <summary>A server, a network or a disk did not do its part; a retry may help. Exit code 3.</summary>
public sealed class InfrastructureException(string message, Exception? inner = null) : ProblemException(message, inner)
{
    /// <inheritdoc />
    public override int ExitCode => ExitCodes.Infrastructure;
}

/// <summary>Nothing was selected or could be judged. Exit code 4.</summary>
public sealed class NothingToJudgeException(string message) : ProblemException(message)
{
    /// <inheritdoc />
    public override int ExitCode => ExitCodes.NotJudged;
}
