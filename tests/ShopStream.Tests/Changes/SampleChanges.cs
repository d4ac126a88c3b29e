using ShopStream.Quality.Changes;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Changes;

/// <summary>Reports to render.</summary>
internal static class SampleChanges
{
    /// <summary>Without any difference.</summary>
    public static ChangeReport Report() =>
        new()
        {
            RunId = "20250601-060000-1a2b",
            StartedAt = new DateTimeOffset(2025, 6, 1, 6, 0, 0, TimeSpan.Zero),
            Seconds = 1.5,
            Date = new DateOnly(2025, 5, 31),
            Base = "merge base with origin/main",
            BaseCommit = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c4",
            HeadCommit = "c4d117c735e44cfb7fcf436eea29d360e2d37b3a",
            ModelsFolder = "models",
            Samples = "full",
            Compared = 2,
            Lineage =
            [
                new LineageNode("raw", "orders", []),
                new LineageNode("core", "fact_orders", ["raw orders"]),
                new LineageNode("mart", "mart_sales_overview", ["core fact_orders"]),
            ],
        };

    /// <summary>With a change of every kind, and values that look like markup.</summary>
    public static ChangeReport Full()
    {
        var days = Enumerable.Range(1, 31).Select(d => new GroupChange($"2025-05-{d:00}", 100m + d, d == 7 ? 80m : 100m + d)).ToList();
        return (
            Report() with
            {
                Notes = ["The working tree has changes that are not committed: it was compared as it is."],
                Models =
                [
                    new ModelChange("core fact_orders", "core/fact_orders.sql", ModelChangeKind.Changed)
                    {
                        Lines = [new ChangedLine(12, "WHERE note <> '<b>|::error::'", IsAdded: true), new ChangedLine(12, "-- before", IsAdded: false)],
                    },
                ],
                Tables =
                [
                    new TableChange("core fact_orders")
                    {
                        IsOwn = true,
                        Origins = ["core fact_orders"],
                        Key = ["order_id"],
                        KeyNote = "unique_key of the model",
                        RowsBefore = 10,
                        RowsAfter = 10,
                        Added = 1,
                        Removed = 1,
                        Changed = 1,
                        Columns = [new ColumnChange("note", 1) { Samples = [new ValueSample("order_id=7", "<i>x</i>", "=1+1")] }],
                        Schema = [new SchemaChange("price", "decimal(10,2) → decimal(12,2)")],
                        ByChance = ["rank"],
                        Samples = [new RowSample("removed", "order_id=3", [new ValueSample("note", "a|b", null)])],
                    },
                    new TableChange("mart mart_sales_overview")
                    {
                        Origins = ["core fact_orders"],
                        Key = ["sale_date"],
                        Changed = 1,
                        RowsBefore = 31,
                        RowsAfter = 31,
                    },
                ],
                Metrics =
                [
                    new MetricChange("revenue", "mart mart_sales_overview", 3596m, 3569m)
                    {
                        Dimensions = [new DimensionChange("day", 31, 1, [days[6]]) { Keyed = [new("day=2025-05-07", -27m)], Series = days }],
                    },
                ],
            }
        ).Apply([
            new ExpectedChange(2, "core fact_orders", "rows added", "", "1 row", "one order more", "finance"),
            new ExpectedChange(3, "raw x", "rows added", "", "1 row", "r", "o"),
        ]);
    }
}
