using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>What a sentence says of the values of a column: is never blank, has exactly 3 characters, is at or after ordered_at.</summary>
public sealed partial class Predicate
{
    // Letters that have two cases, of Latin-1.
    private const string NoLowerCase = "[^a-zß-öø-ÿ]*";
    private const string NoUpperCase = "[^A-ZÀ-ÖØ-Þ]*";

    private readonly Func<string, Condition> condition;
    private readonly string text;

    private Predicate(string text, Func<string, Condition> condition) => (this.text, this.condition) = (text, condition);

    /// <summary>Whether NULL is judged, instead of ignored.</summary>
    public bool JudgesNulls { get; private init; }

    /// <summary>A rule that no store judges, in the place of a condition; null if there is a condition.</summary>
    public ValueRule? Rule { get; private init; }

    /// <summary>Parses a predicate.</summary>
    /// <param name="text">The sentence after the column.</param>
    /// <exception cref="FormatException">The text is no predicate, or one of its arguments cannot be read.</exception>
    public static Predicate Parse(string text)
    {
        if (Plain(text) is { } plain)
            return plain;
        var match = Forms().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' does not say what the values must be");
        string Of(string group) => match.Groups[group].Value;
        if (match.Groups["keys"].Success)
            return Ruled(text, new HasJsonKeys(Keys(Of("keys"))));
        if (match.Groups["apart"].Success)
            return InWords(
                text,
                c => new IsApart(c, Of("apart") is "most", Apart(Of("age")), Of("direction") is "after", Other(c, Identifier.Read(Of("moment"))))
            );
        if (match.Groups["oneof"].Success)
            return Plainly(text, c => new IsOneOf(c, ConditionText.Values(Of("oneof"))));
        if (match.Groups["inside"].Success)
            return Plainly(text, c => ConditionText.Between(c, Of("low").Trim('"'), Of("high").Trim('"')));
        if (match.Groups["match"].Success)
            return Plainly(text, c => new IsMatch(c, Patterns.Validate(Of("match"))));
        if (match.Groups["like"].Success)
            return InWords(text, c => new IsMatch(c, LikePatterns.ToPattern(ConditionText.Values(Of("like")))));
        if (match.Groups["unlike"].Success)
            return InWords(text, c => new Not(new IsMatch(c, LikePatterns.ToPattern(ConditionText.Values(Of("unlike"))))));
        if (match.Groups["written"].Success)
            return InWords(text, c => new IsMatch(c, WrittenDate.ToPattern(Of("written").Trim('"'))));
        if (match.Groups["noneof"].Success)
            return InWords(text, c => new Not(new IsOneOf(c, ConditionText.Values(Of("noneof")))));
        if (match.Groups["outside"].Success)
            return InWords(text, c => new Not(ConditionText.Between(c, Of("low").Trim('"'), Of("high").Trim('"'))));
        if (match.Groups["nomatch"].Success)
            return InWords(text, c => new Not(new IsMatch(c, Patterns.Validate(Of("nomatch")))));
        if (match.Groups["format"].Success)
            return InWords(text, c => new IsMatch(c, ValueFormat.Of(Of("format")).Pattern));
        if (match.Groups["fewest"].Success)
            return Between(text, CountOf(Of("fewest")), CountOf(Of("most")));
        if (match.Groups["length"].Success)
            return Length(text, Of("bound"), CountOf(Of("length")));
        if (match.Groups["other"].Success)
            return Pair(text, Of("order"), Identifier.Read(Of("other")));
        return new Predicate(text, c => new Compares(c, ComparisonOf(Of("word")), Of("value").Trim('"')));
    }

    /// <summary>The condition on a column.</summary>
    /// <exception cref="FormatException">The column is compared with itself.</exception>
    public Condition On(string column) => condition(column);

    /// <inheritdoc />
    public override string ToString() => text;

    private static Predicate? Plain(string text) =>
        text switch
        {
            "is always null" or "is null" => new Predicate(text, c => new InWords(new IsNull(c), c, text)) { JudgesNulls = true },
            "is never blank" or "is not blank" => new Predicate(text, c => new InWords(new Not(new OrNull(new IsMatch(c, @"\s*"), c)), c, text))
            {
                JudgesNulls = true,
            },
            "is not null" => new Predicate(text, c => new Not(new IsNull(c))) { JudgesNulls = true },
            "is never negative" => new Predicate(text, c => new Compares(c, Comparison.AtLeast, "0")),
            "is valid JSON" => Ruled(text, new ValidJson()),
            "is a valid IBAN" => Ruled(text, new Iban()),
            "is a valid payment card number" => Ruled(text, new PaymentCardNumber()),
            "is in upper case" => InWords(text, c => new IsMatch(c, NoLowerCase)),
            "is in lower case" => InWords(text, c => new IsMatch(c, NoUpperCase)),
            _ => null,
        };

    private static Predicate InWords(string text, Func<string, Condition> condition) => Plainly(text, c => new InWords(condition(c), c, text));

    private static Predicate Plainly(string text, Func<string, Condition> condition)
    {
        // Its arguments are read once, so that what is wrong is known now.
        _ = condition("column");
        return new Predicate(text, condition);
    }

    private static Predicate Ruled(string text, ValueRule rule) =>
        new(text, c => throw new FormatException($"'{Identifier.Written(c)} {rule}' has no meaning in a condition: remove it")) { Rule = rule };

    private static IReadOnlyList<string> Keys(string text) =>
        Identifier.Listed(text) is { Count: > 0 } keys
            ? keys
            : throw new FormatException($"'{text}' names no key: expected one or more, such as device and os");

    private static Age Apart(string text) =>
        text.Split(' ') is [var digits, var unit] && long.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count)
            ? new Age(count, unit.TrimEnd('s'))
            : throw new FormatException($"'{text}' is not a time between two moments: expected one such as 3 days");

    private static string Other(string column, string other) =>
        string.Equals(column, other, StringComparison.Ordinal)
            ? throw new FormatException($"{Identifier.Written(column)} is compared with itself: name two different columns")
            : other;

    private static Predicate Between(string text, long fewest, long most) =>
        fewest <= most
            ? new Predicate(text, c => new HasLength(c, fewest, most))
            : throw new FormatException($"no text has between {fewest} and {most} characters: expected the lower bound first");

    private static Predicate Length(string text, string bound, long characters) =>
        bound switch
        {
            "exactly" => new Predicate(text, c => new HasLength(c, characters, characters)),
            "at most" => new Predicate(text, c => new HasLength(c, 0, characters)),
            _ when characters == 0 => throw new FormatException("every text has at least 0 characters: the check cannot fail; expected 1 or more"),
            _ => new Predicate(text, c => new HasLength(c, characters, null)),
        };

    private static Predicate Pair(string text, string order, string other)
    {
        Condition Of(string column)
        {
            _ = Other(column, other);
            return order switch
            {
                "differs from" => new Not(new ComparesWith(column, Comparison.Equal, other)),
                "is at or after" or "is at least as large as" => new ComparesWith(column, Comparison.AtLeast, other),
                "is at or before" or "is at most as large as" => new ComparesWith(column, Comparison.AtMost, other),
                "is after" or "is larger than" => new ComparesWith(column, Comparison.Above, other),
                _ => new ComparesWith(column, Comparison.Below, other),
            };
        }
        return new Predicate(text, c => new InWords(Of(c), c, text));
    }

    private static Comparison ComparisonOf(string word) =>
        word switch
        {
            "exactly" => Comparison.Equal,
            "at least" => Comparison.AtLeast,
            "at most" => Comparison.AtMost,
            "above" => Comparison.Above,
            _ => Comparison.Below,
        };

    private static long CountOf(string digits) =>
        long.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count) && count <= int.MaxValue
            ? count
            : throw new FormatException($"'{digits}' is not a number of characters: expected 0 to {int.MaxValue:#,##0}");

    [GeneratedRegex(
        """
            ^(is\ none\ of\ (?<noneof>.+)
              |is\ one\ of\ (?<oneof>.+)
              |(?<inside>is\ between)\ (?<low>"[^"]*"|[^"\ ]+)\ and\ (?<high>"[^"]*"|[^"\ ]+)
              |matches\ (?<match>.+)
              |is\ like\ (?<like>.+)
              |is\ not\ like\ (?<unlike>.+)
              |is\ a\ date\ written\ (?<written>"[^"]*"|.+)
              |(?<outside>is\ (never|not)\ between)\ (?<low>"[^"]*"|[^"\ ]+)\ and\ (?<high>"[^"]*"|[^"\ ]+)
              |(never\ matches|does\ not\ match)\ (?<nomatch>.+)
              |is\ a\ valid\ (?<format>[A-Za-z0-9\ -]+)
              |has\ between\ (?<fewest>[0-9,]+)\ and\ (?<most>[0-9,]+)\ characters
              |has\ (?<bound>exactly|at\ least|at\ most)\ (?<length>[0-9,]+)\ characters?
              |has\ the\ JSON\ keys?\ (?<keys>.+)
              |is\ at\ (?<apart>least|most)\ (?<age>[0-9,]+\ (minute|hour|day)s?)\ (?<direction>after|before)\ (?<moment>.+)
              |(?<order>differs\ from|is\ (at\ or\ )?(after|before)|is\ at\ (least|most)\ as\ large\ as|is\ (larger|smaller)\ than)\ (?<other>.+)
              |is\ (?<word>exactly|at\ least|at\ most|above|below)\ (?<value>"[^"]*"|[^"\ ]+))\z
            """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        1000
    )]
    private static partial Regex Forms();
}
