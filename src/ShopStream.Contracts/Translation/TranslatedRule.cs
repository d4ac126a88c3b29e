using ShopStream.Features.Writing;

namespace ShopStream.Contracts.Translation;

/// <summary>A rule of a contract: the scenario that states it, or the reason why none does.</summary>
/// <param name="Table">The table that it is about; null for a service level without one.</param>
/// <param name="Line">Where it stands, counted from 1.</param>
/// <param name="Rule">What it is, such as "users.email: required".</param>
/// <param name="Scenario">Name of the scenario; rules of one name share a scenario.</param>
/// <param name="Tags">Tags of the scenario, with their @.</param>
/// <param name="Steps">Its sentences; empty if no sentence states it.</param>
/// <param name="Reason">Why no sentence states it; null if one does.</param>
public sealed record TranslatedRule(
    string? Table,
    int Line,
    string Rule,
    string Scenario,
    IReadOnlyList<string> Tags,
    IReadOnlyList<WrittenStep> Steps,
    string? Reason
)
{
    /// <summary>Whether it is a quality rule; otherwise it is part of a description.</summary>
    public bool IsNamed { get; init; }

    /// <summary>A rule that no sentence states.</summary>
    internal static TranslatedRule Not(string? table, int line, string rule, string reason) => new(table, line, rule, "", [], [], reason);
}
