using ShopStream.Quality.Results;

namespace ShopStream.Features.Tags;

/// <summary>
/// A Cucumber tag expression, such as <c>@ci and not (@slow or @nightly)</c>. "not" binds tighter than "and", and "and" tighter than "or".
/// In a tag, parentheses, backslashes and spaces are escaped with a backslash.
/// </summary>
public sealed class TagExpression
{
    private readonly Func<HashSet<string>, bool> matches;

    private TagExpression(string text, IReadOnlyList<string> tags, Func<HashSet<string>, bool> matches) => (Text, Tags, this.matches) = (text, tags, matches);

    /// <summary>The empty expression, which matches everything.</summary>
    public static TagExpression MatchAll { get; } = new("", [], static _ => true);

    /// <summary>The expression as written, trimmed.</summary>
    public string Text { get; }

    /// <summary>The tags in the expression, distinct, with their @.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Parses an expression; null and white space are <see cref="MatchAll"/>.</summary>
    /// <exception cref="UsageException">The expression is invalid; the message gives the character, what was found and what was expected.</exception>
    public static TagExpression Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return MatchAll;
        var reader = new TagExpressionReader(text);
        var predicate = reader.Read();
        return new TagExpression(text.Trim(), [.. reader.Tags.Distinct(StringComparer.Ordinal)], predicate);
    }

    /// <summary>Whether the expression selects a scenario with these tags.</summary>
    public bool Matches(IEnumerable<string> tags) => matches(tags.ToHashSet(StringComparer.Ordinal));

    /// <inheritdoc />
    public override string ToString() => Text;
}
