using System.Collections;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Tests.InDepth;

/// <summary>Sentences that mean the same of the same tables, and their cases. In a sentence {a} and {b} are the datasets, {a.layer} and {a.table} their parts.</summary>
internal sealed class Claim(Sides sides, string columns, params string[] sentences) : IEnumerable<Case>
{
    private readonly List<Case> cases = [];

    public string? Rule { get; init; }

    public bool FirstIsExpected { get; init; }

    public Claim Passes(string a, string b = "", string title = "passes") =>
        Add(Situation.Passes, title, a, b, new Expectation(Outcome.Passed));

    /// <param name="a">Rows; of two sides those that are expected.</param>
    /// <param name="difference">By exactly one row or amount.</param>
    /// <param name="key">The only key that is reported; null where none is.</param>
    /// <param name="b">Rows of the other side.</param>
    /// <param name="mirrored">The key where the sides are swapped.</param>
    public Claim FailsByOne(string a, string? difference, string? key, string b = "", string? mirrored = null) =>
        Add(Situation.FailsByOne, "fails by one", a, b, new Expectation(Outcome.Failed, difference, key) { MirroredKey = mirrored });

    public Claim Empty(Outcome outcome, string? difference = null) =>
        Add(Situation.Empty, "empty", "", "", new Expectation(outcome, difference));

    public Claim Nulls(string title, Expectation expected, string a, string b = "") => Add(Situation.Nulls, title, a, b, expected);

    public Claim Also(string title, Expectation expected, string a, string b = "", string? columnsOfA = null, string? columnsOfB = null, Situation situation = Situation.Hole) =>
        Add(situation, title, a, b, expected, columnsOfA, columnsOfB);

    public IEnumerator<Case> GetEnumerator() => cases.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Claim Add(Situation situation, string title, string a, string b, Expectation expected, string? columnsOfA = null, string? columnsOfB = null)
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
