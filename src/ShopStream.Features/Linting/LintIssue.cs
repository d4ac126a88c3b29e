using System.Globalization;
using ShopStream.Features.Scenarios;

namespace ShopStream.Features.Linting;

/// <summary>An error or warning of <c>lint</c>.</summary>
/// <param name="Kind">The kind of the issue; it decides whether it is an error.</param>
/// <param name="Location">file:line, or the dataset.</param>
/// <param name="Message">The issue and its fix.</param>
public sealed record LintIssue(ProblemKind Kind, string Location, string Message)
{
    /// <summary>True for an error, false for a warning, which can be intended.</summary>
    public bool IsError => Kind is not (ProblemKind.Needless or ProblemKind.Untouched);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Location}: {Message}");
}
