using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Probing;

/// <summary>How a thing is.</summary>
public enum Health
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

/// <param name="About">source, lake, warehouse, …</param>
/// <param name="Health">How it is.</param>
/// <param name="Found">In a line.</param>
/// <param name="Do">What to do; null where nothing.</param>
public sealed record Finding(string About, Health Health, string Found, string? Do = null)
{
    /// <summary>What a problem says of it.</summary>
    public static Finding Of(string about, ProblemException problem) =>
        new(about, problem is InfrastructureException ? Health.Unreachable : problem is NothingToJudgeException ? Health.Warning : Health.Wrong, problem.Message.ReplaceLineEndings(" "));
}
