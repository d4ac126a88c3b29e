using ShopStream.Quality.Results;

namespace ShopStream.Features.Tags;

/// <summary>
/// Cucumber's tag expression, such as <c>@ci and not (@slow or @nightly)</c>: not binds before and, and before or.
/// A tag's ( ) \ and blanks are written with a \ before them.
/// </summary>
public sealed class TagExpression
{
    private readonly Func<HashSet<string>, bool> matches;

    private TagExpression(string text, IReadOnlyList<string> tags, Func<HashSet<string>, bool> matches) => (Text, Tags, this.matches) = (text, tags, matches);

    /// <summary>Matches everything; as does an empty text.</summary>
    public static TagExpression MatchAll { get; } = new("", [], static _ => true);

    /// <summary>As written, trimmed.</summary>
    public string Text { get; }

    /// <summary>The tags it names, distinct, with their @.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Reads an expression; null and blanks are <see cref="MatchAll"/>.</summary>
    /// <exception cref="UsageException">It cannot be read; the message gives the character, what was found and what was expected.</exception>
    public static TagExpression Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return MatchAll;
        var reader = new TagExpressionReader(text);
        var predicate = reader.Read();
        return new TagExpression(text.Trim(), [.. reader.Tags.Distinct(StringComparer.Ordinal)], predicate);
    }

    /// <summary>Whether a scenario with these tags is selected.</summary>
    public bool Matches(IEnumerable<string> tags) => matches(tags.ToHashSet(StringComparer.Ordinal));

    /// <inheritdoc />
    public override string ToString() => Text;
}
