using System.Globalization;
using System.Reflection;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Tests.Data;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>The examples of the standards in <see cref="ValueFormatTests"/> have one verdict in every engine.</summary>
[TestFixture, Category("Live")]
internal sealed class FormatsProofTests
{
    private static readonly GeneratedType Text = new("text", "VARCHAR", Meaning.Text, []);

    [TestCase(false, TestName = "Formats_have_one_verdict_in_PostgreSQL_and_DuckDB")]
    [TestCase(true, TestName = "Formats_have_one_verdict_in_the_dialect_of_Snowflake")]
    public async Task Formats_have_one_verdict(bool inSnowflake)
    {
        Layer[] layers = inSnowflake ? [Layer.Source, Layer.Raw] : [Layer.Source, Layer.Lake, Layer.Raw];
        var cases = Examples(nameof(ValueFormatTests.Valid_values_match), areValid: true)
            .Concat(Examples(nameof(ValueFormatTests.Invalid_values_do_not_match), areValid: false))
            .SelectMany(c => layers.Select(layer => c with { Only = new Placement(layer, layer, IsFrench: false) }))
            .ToList();

        var (verdicts, disagreements) = await Proof.CheckAsync(cases, inSnowflake ? SnowflakeProof.LoadedAsync : ProofStores.LoadedAsync);

        disagreements.Select(d => $"{d.Steps}: {d.Found}").Should().BeEmpty();
        verdicts.Should().Be(cases.Count);
    }

    private static IEnumerable<ProofCase> Examples(string method, bool areValid) =>
        typeof(ValueFormatTests)
            .GetMethod(method)!
            .GetCustomAttributes<TestCaseAttribute>()
            .GroupBy(c => (string)c.Arguments[0]!, c => (string)c.Arguments[1]!, StringComparer.Ordinal)
            .Select(format => new ProofCase(
                new Tables(Text, [.. format.Select((value, i) => new Row(i + 1, new Cell(value, value), "x", "1.0000"))], []),
                new IsOfStandard(format.Key, areValid, format.Count())
            ));

    /// <summary>Every value has the format; or none, because one row less than all may be otherwise, and that is not enough.</summary>
    private sealed record IsOfStandard(string Format, bool AreValid, int Count) : Claim
    {
        public override string English(Meaning meaning) =>
            $"Then v in {{a}} is a valid {Format}{(AreValid || Count == 1 ? "" : $", except in at most {Others} {(Count == 2 ? "row" : "rows")}")}";

        public override string French(Meaning meaning) => throw new NotSupportedException("the examples are in English");

        public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) => Verdict(AreValid);

        private string Others => (Count - 1).ToString(CultureInfo.InvariantCulture);
    }
}
