using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>How a thing is.</summary>
public enum HealthStatus
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, and could be better.</summary>
    Warning,

    /// <summary>Somebody has to change something.</summary>
    Wrong,

    /// <summary>It does not answer: worth a retry.</summary>
    Unreachable,
}

/// <param name="Subject">source, lake, warehouse, …</param>
/// <param name="Status">How it is.</param>
/// <param name="Result">In a line.</param>
/// <param name="Fix">What to do; null where nothing.</param>
public sealed record HealthCheck(string Subject, HealthStatus Status, string Result, string? Fix = null)
{
    /// <summary>What a problem says of it.</summary>
    public static HealthCheck Of(string about, ProblemException problem) =>
        new(about, problem is InfrastructureException ? HealthStatus.Unreachable : problem is NothingToJudgeException ? HealthStatus.Warning : HealthStatus.Wrong, problem.Message.ReplaceLineEndings(" "));
}
