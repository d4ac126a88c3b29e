using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Selection;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>What holds of the plan of the shipped features, whichever they are.</summary>
[TestFixture, Category("Fast")]
public sealed partial class ShippedPlanTests
{
    private static readonly Dictionary<string, string> Nowhere = new(StringComparer.Ordinal) { ["PGHOST"] = "192.0.2.1", ["PGDATABASE"] = "shop" };

    [TestCase("duckdb")]
    [TestCase("snowflake")]
    public async Task Every_check_is_served_by_a_query_and_no_connection_is_made(string warehouse)
    {
        await using var source = new TcpProxy("127.0.0.1", 0, _ => TcpPlan.Refuse);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = source.Port.ToString(CultureInfo.InvariantCulture),
            ["PGDATABASE"] = "shop",
        };

        var output = await ShopProgram.RunAsync(environment, "plan", "--warehouse", warehouse);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Error.Should().BeEmpty();
        source.Accepted.Should().Be(0);
        var served = Served(output.Out);
        Asked().Where(a => !served.Contains(a)).Should().BeEmpty();
    }

    [TestCase("duckdb")]
    [TestCase("snowflake")]
    public async Task Queries_are_fewer_than_questions_and_plain_figures_of_a_table_are_one_query(string warehouse)
    {
        var plan = (await ShopProgram.RunAsync(Nowhere, "plan", "--warehouse", warehouse)).Out;

        var stores = Header()
            .Matches(plan)
            .Select(m =>
                (
                    Questions: int.Parse(m.Groups["questions"].Value, CultureInfo.InvariantCulture),
                    Queries: int.Parse(m.Groups["queries"].Value, CultureInfo.InvariantCulture)
                )
            )
            .ToList();
        stores.Should().HaveCount(3, "source, lake and warehouse").And.OnlyContain(s => s.Queries > 0 && s.Queries < s.Questions);
        WholeTable().Matches(plan).Select(m => m.Groups["table"].Value).Should().NotBeEmpty().And.OnlyHaveUniqueItems();
    }

    // What a run knows of itself, and what the catalog says of columns, is no query.
    private static IEnumerable<(string Question, string Scenario)> Asked() =>
        from specification in SelectedSpecs.Load(Repository.Settings("work"), CancellationToken.None).Specifications
        from question in specification.Checks.SelectMany(c => c.Check.GetMetrics())
        where question is not (Shape or RunContextMetric)
        from key in question switch
        {
            MissingValues missing => new[] { $"{missing.Child}", $"{missing.Parent}" },
            _ => [$"{question}"],
        }
        select (key.ReplaceLineEndings(" "), $"{specification.File}:{specification.Line} {specification.Name}");

    // Above each query stand its questions, a line each, and then the scenarios that it is for.
    private static HashSet<(string Question, string Scenario)> Served(string plan)
    {
        var served = new HashSet<(string, string)>();
        var questions = new List<string>();
        var named = false;
        foreach (var line in plan.Split('\n').Where(l => l.StartsWith("-- ", StringComparison.Ordinal)))
        {
            if (line.StartsWith("--   for ", StringComparison.Ordinal))
            {
                named = true;
                served.UnionWith(questions.Select(q => (q, line[9..])));
                continue;
            }
            if (named)
                questions.Clear();
            named = false;
            questions.Add(line[3..]);
        }
        return served;
    }

    [GeneratedRegex(@"^-- \w+: (?<questions>\d+) metrics in (?<queries>\d+) queries", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();

    // Figures of a table as it is, with no join, condition or group.
    [GeneratedRegex(
        "^SELECT (COUNT|SUM|MIN|MAX)\\((?:(?!;$|^FROM ).)*^FROM (?<table>\"\\w+\"\\.\"\\w+\") AS \"\\w+\";$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex WholeTable();
}
