using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reports.Integrations;

/// <summary>Sample runs for integrations, one of them with data that is hostile to their formats.</summary>
internal static class SampleRuns
{
    public const string Payload =
        "100 %0A\r\n::error::pwned\n##[error]x <!channel> <script>alert(1)</script> | `a` *b* [c](http://d) @all #12 $x$ \"q\" \\ {e=\"1\"} 1\n"
        + "\u001B[31mred\u0000\u202Egnp";

    /// <summary>One scenario of each outcome, in a repository, with what the checks read and where data comes from.</summary>
    public static RunResult Mixed { get; } =
        Samples.AfterOthers with
        {
            InRepository = "",
            Commit = "0123456789abcdef0123456789abcdef01234567",
            Lineage =
            [
                new("source", "orders", []),
                new("lake", "orders", ["source orders"]),
                new("raw", "orders", ["lake orders"]),
                new("staging", "stg_orders", ["raw orders"]),
                new("mart", "mart_sales_overview", ["staging stg_orders"]),
            ],
            Layers = [.. Samples.Mixed.Layers.Where(h => h.Table is "orders" or "stg_orders" or "mart_sales_overview")],
            Scenarios = [.. Samples.Mixed.Scenarios.Select(s => s with { Checks = [.. s.Checks.Select(c => c with { Reads = Reads(c.Sentence) })] })],
        };

    public static RunResult Hostile { get; } =
        Samples.Run(
            Outcome.Failed,
            ExitCodes.Failed,
            [
                .. Samples.Mixed.Scenarios.Select(s =>
                    s with
                    {
                        Feature = Payload,
                        Name = Payload,
                        Tags = [.. s.Tags, "@owner:" + Payload],
                        Steps = [.. s.Steps.Select(step => step with { Text = Payload, DocString = Payload })],
                        Checks =
                        [
                            .. s.Checks.Select(c =>
                                c with
                                {
                                    Sentence = Payload,
                                    Expected = Payload,
                                    Actual = Payload,
                                    Difference = Payload,
                                    Note = Payload,
                                    Keys = [Payload, Payload],
                                    Reads = ["raw " + Payload],
                                }
                            ),
                        ],
                    }
                ),
            ]
        ) with
        {
            InRepository = "sub,folder:100%",
            RunId = Payload,
            Commit = Payload,
            Stages = [new(Payload, 1, null, null)],
            Layers = [new("source", Payload, 1, 1m), new("mart", Payload, 2, 2m)],
            Since = new(Payload, [new("a", Payload, null)], [], [new("a", Payload, null)]),
            ReconcilingItems = [new(2, Payload, Payload, 1m, Payload, Payload, new(2026, 1, 1), ItemState.Expired, Payload)],
        };

    public static RunResult Green { get; } = Samples.Green with { InRepository = "" };

    public static HistoryRun Past(int exitCode) => HistoryRun.From(Samples.Green with { ExitCode = exitCode });

    private static IReadOnlyList<string> Reads(string sentence) =>
        sentence switch
        {
            "raw orders has as many rows as source orders" => ["raw orders", "source orders"],
            "the total of total_revenue in mart mart_sales_overview is the revenue of source orders" =>
            [
                "mart mart_sales_overview",
                "mart mart_sales_overview.total_revenue",
                "source orders.status",
                "source orders.total_amount",
            ],
            "no event_type is null in raw events" => ["raw events.event_type"],
            _ => [],
        };
}
