using System.Collections;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>Sentences with the same meaning, and their test cases. In a sentence, {a} and {b} are the datasets, {a.layer} and {a.table} their parts.</summary>
internal sealed class SentenceCases(Sides sides, string columns, params string[] sentences) : IEnumerable<Case>
{
    private readonly List<Case> cases = [];

    public string? Rule { get; init; }

    public bool FirstIsExpected { get; init; }

    public SentenceCases Passes(string a, string b = "", string title = "passes") => Add(CaseKind.Passes, title, a, b, new Expectation(Outcome.Passed));

    /// <summary>Adds a case that fails by exactly one row or amount.</summary>
    /// <param name="a">Rows of table a, the expected side of two.</param>
    /// <param name="difference">Expected difference.</param>
    /// <param name="key">The only key reported; null if none is.</param>
    /// <param name="b">Rows of table b.</param>
    /// <param name="mirrored">Key reported when the sides are swapped; null if it is the same.</param>
    public SentenceCases FailsByOne(string a, string? difference, string? key, string b = "", string? mirrored = null) =>
        Add(CaseKind.FailsByOne, "fails by one", a, b, new Expectation(Outcome.Failed, difference, key) { MirroredKey = mirrored });

    public SentenceCases Empty(Outcome outcome, string? difference = null) => Add(CaseKind.Empty, "empty", "", "", new Expectation(outcome, difference));

    public SentenceCases Nulls(string title, Expectation expected, string a, string b = "") => Add(CaseKind.Nulls, title, a, b, expected);

    public SentenceCases AndSentence(
        string title,
        Expectation expected,
        string a,
        string b = "",
        string? columnsOfA = null,
        string? columnsOfB = null,
        CaseKind situation = CaseKind.Special
    ) => Add(situation, title, a, b, expected, columnsOfA, columnsOfB);

    public IEnumerator<Case> GetEnumerator() => cases.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private SentenceCases Add(CaseKind situation, string title, string a, string b, Expectation expected, string? columnsOfA = null, string? columnsOfB = null)
    {
        cases.AddRange(
            sentences.Select(s => new Case(
                situation,
                title,
                s,
                sides,
                new Table(columnsOfA ?? columns, a),
                sides == Sides.One ? null : new Table(columnsOfB ?? columns, b),
                expected
            )
            {
                Rule = Rule,
                FirstIsExpected = FirstIsExpected,
            })
        );
        return this;
    }
}
