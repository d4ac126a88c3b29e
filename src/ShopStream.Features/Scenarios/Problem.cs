using System.Globalization;
using System.Text;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Scenarios;

/// <summary>The kind of an error in a feature file, or in how it is used.</summary>
public enum ProblemKind
{
    /// <summary>The file cannot be read, or contains text that Gherkin would silently ignore.</summary>
    Syntax,

    /// <summary>A step that no sentence matches.</summary>
    Unbound,

    /// <summary>A step that several sentences match.</summary>
    Ambiguous,

    /// <summary>A step with an argument, table or doc string that its sentence rejects.</summary>
    Refused,

    /// <summary>A scenario name or a check that occurs twice.</summary>
    Duplicate,

    /// <summary>A scenario that none of the tag expressions selects.</summary>
    NeverSelected,

    /// <summary>A check that says something in vain: it cannot fail or cannot pass, or another check says more.</summary>
    Needless,

    /// <summary>A table, or columns of it, that no sentence covers.</summary>
    Untouched,
}

/// <summary>An error at a line of a feature file.</summary>
internal sealed record Problem(string File, int Line, string Message)
{
    /// <summary>The kind of the error; default <see cref="ProblemKind.Syntax"/>.</summary>
    public ProblemKind Kind { get; init; } = ProblemKind.Syntax;

    /// <summary>Throws one exception that lists all distinct problems, ordered by file and line.</summary>
    /// <exception cref="UsageException">There is at least one problem.</exception>
    public static void ThrowIfAny(IReadOnlyCollection<Problem> problems, string what)
    {
        if (problems.Count == 0)
            return;
        var distinct = problems.Distinct().OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{distinct.Count} {what} {(distinct.Count == 1 ? "error" : "errors")}:");
        foreach (var problem in distinct)
            text.Append('\n').Append(problem);
        throw new UsageException(text.ToString());
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Message}");
}
