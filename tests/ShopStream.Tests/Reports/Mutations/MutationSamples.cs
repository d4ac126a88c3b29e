using ShopStream.Quality.MutationTesting;

namespace ShopStream.Tests.Reports.Mutations;

/// <summary>Proofs to be shown.</summary>
internal static class MutationSamples
{
    public static MutationReport Mixed { get; } =
        new()
        {
            RunId = "20260314-020005-0001",
            StartedAt = new DateTimeOffset(2026, 3, 14, 2, 0, 5, TimeSpan.Zero),
            Date = new DateOnly(2026, 3, 13),
            Seed = 7,
            Possible = 120,
            Samples = "keys",
            Seconds = 12.5,
            Controls = 3,
            NeverCaught = [new ScenarioWithoutCatch("features/marts.feature:10", "mart m is not empty")],
            NotProven = [],
            Unneeded = ["proof-exceptions.csv:3: x/*"],
            Faults =
            [
                Caught("mart.m.revenue/one cent more", "mart", "m", "revenue", "one cent more") with
                {
                    Amount = 0.01m,
                    Localization = new(2, true, true),
                },
                Caught("mart.m/model: filter lost 1", "mart", "m", null, "model: filter lost") with
                {
                    Rows = 12,
                    Localization = new(1, false, true, "revenue reconciles: located in core facts, planted in mart m"),
                },
                Caught("raw.orders.status/null", "raw", "orders", "status", "null"),
                Survivor("raw.orders/row lost", "raw orders has as many rows as source orders"),
                Survivor("raw.orders.note/null", null) with
                {
                    Column = "note",
                    Class = "null",
                    Description = "note in a row of raw orders is null",
                },
                Survivor("source.products.price/× 100", null) with
                {
                    Layer = "source",
                    Table = "products",
                    Column = "price",
                    Class = "× 100",
                    Accepted = "the shop says so",
                },
                Survivor("raw.orders.name/encoding broken", null) with
                {
                    Outcome = MutantOutcome.Equivalent,
                    Rows = 0,
                },
                Survivor("raw.orders.data/null", null) with
                {
                    Outcome = MutantOutcome.Error,
                    Problem = "cannot be cast",
                },
            ],
        };

    public static MutantResult Survivor(string id, string? sentence) =>
        new()
        {
            Id = id,
            Class = "row lost",
            Layer = "raw",
            Table = "orders",
            Description = "a row of raw orders (id 17, country FRA) is lost",
            Outcome = MutantOutcome.Survived,
            CaughtBy = [],
            Rows = 1,
            Suggestion = sentence,
        };

    private static MutantResult Caught(string id, string layer, string table, string? column, string fault) =>
        new()
        {
            Id = id,
            Class = fault,
            Layer = layer,
            Table = table,
            Column = column,
            Description = "something happened",
            Outcome = MutantOutcome.Caught,
            CaughtBy = ["features/marts.feature:4"],
            Rows = 1,
        };
}
