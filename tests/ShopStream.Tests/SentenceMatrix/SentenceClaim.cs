using System.Collections;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>Sentences that mean the same of the same tables, and their cases. In a sentence {a} and {b} are the datasets, {a.layer} and {a.table} their parts.</summary>
internal sealed class SentenceClaim(Sides sides, string columns, params string[] sentences) : IEnumerable<Case>
{
    private readonly List<Case> cases = [];

    public string? Rule { get; init; }

    public bool FirstIsExpected { get; init; }

    public SentenceClaim Passes(string a, string b = "", string title = "passes") =>
        Add(CaseKind.Passes, title, a, b, new Expectation(Outcome.Passed));

    /// <param name="a">Rows; of two sides those that are expected.</param>
    /// <param name="difference">By exactly one row or amount.</param>
    /// <param name="key">The only key that is reported; null where none is.</param>
    /// <param name="b">Rows of the other side.</param>
    /// <param name="mirrored">The key where the sides are swapped.</param>
    public SentenceClaim FailsByOne(string a, string? difference, string? key, string b = "", string? mirrored = null) =>
        Add(CaseKind.FailsByOne, "fails by one", a, b, new Expectation(Outcome.Failed, difference, key) { MirroredKey = mirrored });

    public SentenceClaim Empty(Outcome outcome, string? difference = null) =>
        Add(CaseKind.Empty, "empty", "", "", new Expectation(outcome, difference));

    public SentenceClaim Nulls(string title, Expectation expected, string a, string b = "") => Add(CaseKind.Nulls, title, a, b, expected);

    public SentenceClaim AndSentence(string title, Expectation expected, string a, string b = "", string? columnsOfA = null, string? columnsOfB = null, CaseKind situation = CaseKind.Hole) =>
        Add(situation, title, a, b, expected, columnsOfA, columnsOfB);

    public IEnumerator<Case> GetEnumerator() => cases.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private SentenceClaim Add(CaseKind situation, string title, string a, string b, Expectation expected, string? columnsOfA = null, string? columnsOfB = null)
    {
        cases.AddRange(sentences.Select(s => new Case(
            situation, title, s, sides, new Table(columnsOfA ?? columns, a), sides == Sides.One ? null : new Table(columnsOfB ?? columns, b), expected)
        {
            Rule = Rule,
            FirstIsExpected = FirstIsExpected,
        }));
        return this;
    }
}
