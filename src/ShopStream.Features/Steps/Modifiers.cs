using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>What may follow a sentence on rows: , where status is shipped, for each country, except in at most 10 rows. Their order does not matter.</summary>
public sealed partial class Modifiers
{
    internal const string Pattern = "((" + One + ")*)";

    // Quotes in a condition are closed, so that a comma in a quoted value of a list does not begin a modifier.
    private const string One =
        ", (where ([^\"]|\"[^\"]*\")+?|for each ("
        + Identifier.Pattern
        + ")|in at least [0-9.]+ ?% of rows|except in at most [0-9][0-9,]* rows?|nulls included)";

    private readonly string? shareText;
    private readonly long? exceptions;

    private Modifiers(string text, IReadOnlyList<Condition> conditions, string? by, string? shareText, long? exceptions, bool nullsIncluded)
    {
        Text = text;
        (Conditions, By, NullsIncluded) = (conditions, by, nullsIncluded);
        (this.shareText, this.exceptions) = (shareText, exceptions);
        if (shareText is not null && exceptions is not null)
            throw new FormatException("'in at least' and 'except in at most' are two limits of one sentence: remove one");
        Share = shareText is null ? null : Percentage(Arguments.Number(shareText[..shareText.IndexOf('%', StringComparison.Ordinal)].TrimEnd()).Value);
        Allowed =
            Share is { } share ? Allowance.Share(share)
            : exceptions is { } most ? Allowance.Rows(most)
            : Allowance.None;
    }

    /// <summary>No modifier.</summary>
    public static Modifiers None { get; } = new("", [], null, null, null, false);

    /// <summary>As in the sentence; empty if there are none.</summary>
    public string Text { get; }

    /// <summary>Conditions of the rows.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>Column whose values are judged one by one; null for all rows together.</summary>
    public string? By { get; }

    /// <summary>How many rows may be otherwise.</summary>
    public Allowance Allowed { get; }

    /// <summary>Share of the rows that suffices, in percent; null if rows are counted.</summary>
    public decimal? Share { get; }

    /// <summary>Whether NULL is judged where it would be ignored.</summary>
    public bool NullsIncluded { get; }

    /// <summary>Parses the end of a sentence.</summary>
    /// <exception cref="FormatException">A modifier is there twice, or cannot be read.</exception>
    public static Modifiers Parse(string text)
    {
        var all = All().Match(text).Groups["one"].Captures.Select(c => c.Value).ToList();
        IReadOnlyList<string> After(string start) => [.. all.Where(m => m.StartsWith(start, StringComparison.Ordinal)).Select(m => m[start.Length..])];
        string? Only(string start) =>
            After(start) switch
            {
                [] => null,
                [var one] => one,
                _ => throw new FormatException($"'{start.Trim(',', ' ')}' is there twice: expected it once"),
            };
        return new Modifiers(
            text,
            [.. After(", where ").Select(Condition)],
            Only(", for each ") is { } by ? Identifier.Read(by) : null,
            Only(", in at least "),
            Only(", except in at most ") is { } rows ? Count(rows.Split(' ')[0]) : null,
            Only(", nulls included") is not null
        );
    }

    /// <summary>The rows that meet the conditions.</summary>
    public Relation On(Relation rows) => Conditions.Aggregate(rows, (r, c) => r.Where(c));

    /// <summary>Rejects modifiers that a sentence has no meaning for.</summary>
    /// <param name="groups">Whether it can be judged for each value of a column.</param>
    /// <param name="limits">Whether a share or a number of rows can be allowed.</param>
    /// <param name="nulls">Whether it ignores NULL, which could be judged.</param>
    /// <exception cref="FormatException">There is such a modifier.</exception>
    public Modifiers Take(bool groups = false, bool limits = false, bool nulls = false)
    {
        var other =
            By is not null && !groups ? "for each"
            : shareText is not null && !limits ? "in at least … % of rows"
            : exceptions is not null && !limits ? "except in at most … rows"
            : NullsIncluded && !nulls ? "nulls included"
            : null;
        return other is null ? this : throw new FormatException($"'{other}' has no meaning for this sentence: remove it");
    }

    private static Condition Condition(string text)
    {
        var condition = ConditionText.Parse(text);
        return condition.Columns.FirstOrDefault(c => Identifier.Split(c).Table is not null) is { } qualified
            ? throw new FormatException($"'{Identifier.Written(qualified)}' is a column of another table: expected a column of the sentence's table")
            : condition;
    }

    private static long Count(string digits) =>
        long.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new FormatException($"'{digits}' is not a number of exceptions: expected 1 or more rows");

    /// <summary>A share that rows must reach.</summary>
    /// <exception cref="FormatException">The percentage is not a share.</exception>
    internal static decimal Percentage(decimal percent) =>
        percent is > 0 and <= 100 && percent.Scale <= 6
            ? percent
            : throw new FormatException(
                $"'{percent.ToString(CultureInfo.InvariantCulture)} %' is not a share: expected more than 0 and at most 100, with at most 6 decimals"
            );

    [GeneratedRegex("^(?<one>" + One + ")*\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex All();
}
