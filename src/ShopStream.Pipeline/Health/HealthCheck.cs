using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>The status of a health check.</summary>
public enum HealthStatus
{
    /// <summary>No action needed.</summary>
    Good,

    /// <summary>It works, but should be improved.</summary>
    Warning,

    /// <summary>A setting, a right or an account has to be changed.</summary>
    Wrong,

    /// <summary>It does not respond; a retry may help.</summary>
    Unreachable,
}

/// <summary>One line of <c>doctor</c>.</summary>
/// <param name="Subject">The part that was checked: source, lake, warehouse, …</param>
/// <param name="Status">The status.</param>
/// <param name="Found">What was found, in one line.</param>
/// <param name="Fix">How to fix it; null when there is nothing to fix.</param>
public sealed record HealthCheck(string Subject, HealthStatus Status, string Found, string? Fix = null)
{
    /// <summary>Turns a problem into a health check; its status follows from the problem's type.</summary>
    public static HealthCheck Of(string subject, ProblemException problem) =>
        new(
            subject,
            problem is InfrastructureException ? HealthStatus.Unreachable
                : problem is NothingToJudgeException ? HealthStatus.Warning
                : HealthStatus.Wrong,
            problem.Message.ReplaceLineEndings(" ")
        );
}
