using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>docs/reconciliation.md says how every type is compared, and the generated types are compared so.</summary>
[TestFixture, Category("Fast")]
internal sealed class EqualityTableTests
{
    private static readonly string[] Rows =
    [
        .. File.ReadLines(Path.Combine(Clone.Root, "docs", "reconciliation.md"))
            .SkipWhile(l => l is not "## Equality")
            .Where(l => l.StartsWith('|'))
            .Skip(2)
            .Select(l => l.Split('|')[1]),
    ];

    private static IEnumerable<TestCaseData> Types() => GeneratedType.All.Select(t => new TestCaseData(t.Name, RowOf(t.Meaning)).SetArgDisplayNames(t.Name));

    [TestCaseSource(nameof(Types))]
    public void Type_is_in_the_row_of_its_meaning(string name, int row)
    {
        var word = Word(name);

        // The last row ends with all other types.
        Rows.Select((text, i) => (text, i))
            .Where(r => r.text.Contains(word, StringComparison.Ordinal))
            .Select(r => r.i)
            .DefaultIfEmpty(Rows.Length - 1)
            .Should()
            .Equal(row);
    }

    [Test]
    public void Every_type_of_the_table_is_generated()
    {
        var words = GeneratedType.All.Select(t => Word(t.Name)).ToHashSet(StringComparer.Ordinal);

        Rows.SelectMany(r => r.Split('`').Where((_, i) => i % 2 == 1)).Select(w => $"`{w}`").Where(w => w is not "`decimal`").Should().BeSubsetOf(words);
    }

    private static int RowOf(Meaning meaning) =>
        meaning switch
        {
            Meaning.Number => 0,
            Meaning.Single or Meaning.Double => 1,
            Meaning.Moment or Meaning.Instant or Meaning.Time => 2,
            Meaning.Boolean or Meaning.Uuid => 3,
            Meaning.Text => 4,
            Meaning.Json => 5,
            _ => 6,
        };

    private static string Word(string name) =>
        name switch
        {
            "dom_amount" => "`numeric`",
            "dom_code" => "`varchar`",
            "mood" => "enumerations",
            "pair" => "composites",
            "dom_tags" => "arrays",
            "bit varying" => "`bit`",
            _ when name.EndsWith("[]", StringComparison.Ordinal) => "arrays",
            _ when name.EndsWith("range", StringComparison.Ordinal) => "ranges",
            _ => $"`{name.Split('(')[0]}`",
        };
}
