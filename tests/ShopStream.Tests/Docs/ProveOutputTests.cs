using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Docs;

/// <summary>The output of prove that the docs show is of one run: its numbers add up.</summary>
[TestFixture, Category("Fast")]
internal sealed partial class ProveOutputTests
{
    private static IEnumerable<TestCaseData> Outputs() =>
        MarkdownPage
            .Of("docs/mutation-testing.md")
            .Blocks.Where(b => b.Text.Contains("of the mutants are caught", StringComparison.Ordinal))
            .Select(b => new TestCaseData(b.Text).SetArgDisplayNames(b.Text.Split('\n')[0]));

    [TestCaseSource(nameof(Outputs))]
    public void Layers_add_up_to_all(string output)
    {
        var lines = output.Split('\n').Where(l => l.Contains(" caught, ", StringComparison.Ordinal)).ToList();
        var (all, layers) = (Counts(lines[0]), lines.Skip(1).Select(Counts).ToList());

        layers.Should().HaveCount(6);
        layers.Sum(l => l["caught"]).Should().Be(all["caught"]);
        layers.Sum(l => l["survived"]).Should().Be(all["survived"]);
        layers.Sum(l => l["equivalent"]).Should().Be(all["equivalent"]);
        (all["caught"] + all["survived"] + all["equivalent"] + all["accepted"]).Should().Be(all["of"]);
        foreach (var line in lines)
        {
            var score = decimal.Parse(Share().Match(line).Value, CultureInfo.InvariantCulture);
            var counts = Counts(line);
            score.Should().Be(Math.Floor(10_000m * counts["caught"] / (counts["caught"] + counts["survived"])) / 100, line);
        }
    }

    // 451 caught, 0 survived, 500 of 1,629 possible.
    private static Dictionary<string, int> Counts(string line) =>
        Counted()
            .Matches(line)
            .ToDictionary(
                m => m.Groups["what"].Value,
                m => int.Parse(m.Groups["count"].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );

    [GeneratedRegex("[0-9.]+(?= %)", RegexOptions.None, 1000)]
    private static partial Regex Share();

    [GeneratedRegex("(?<count>[0-9,]+) (?<what>caught|survived|equivalent|accepted|of)\\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counted();
}
