using System.Globalization;

namespace ShopStream.Features.Linting;

/// <summary>Something about the features that somebody should look at.</summary>
/// <param name="Kind">What.</param>
/// <param name="Location">file:line, or the dataset.</param>
/// <param name="Message">What was found, and what to do.</param>
public sealed record LintIssue(ProblemKind Kind, string Location, string Message)
{
    /// <summary>Whether it is wrong; what is not can be meant.</summary>
    public bool IsError => Kind is not ProblemKind.Untouched;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Location}: {Message}");
}
