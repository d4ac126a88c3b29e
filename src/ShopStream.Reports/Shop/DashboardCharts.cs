using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Shop;

/// <summary>The charts of the dashboards, from the marts.</summary>
internal static class DashboardCharts
{
    private const int GroupsShown = 12;

    /// <summary>The charts of the tables that were measured.</summary>
    public static IReadOnlyList<Chart> Of(RunResult run)
    {
        return run.Dashboards is not { } marts
            ? []
            :
            [
                .. IsMeasured(DashboardSections.Sales) ? ByDay(run, marts) : [],
                .. IsMeasured(DashboardSections.Facts)
                    ? [ByGroup("sales-country", "Revenue by country", "Country", marts.Countries, run.Currency)]
                    : Array.Empty<Chart>(),
                .. IsMeasured(DashboardSections.Products)
                    ? [ByGroup("sales-category", "Revenue by category", "Category", marts.Categories, run.Currency), Pareto(marts)]
                    : Array.Empty<Chart>(),
                .. IsMeasured(DashboardSections.Customers)
                    ? [Segments(marts.Segments, run.Currency), LifetimeValues(marts.LifetimeValues, run.Currency)]
                    : Array.Empty<Chart>(),
            ];

        bool IsMeasured(string dataset) => DashboardSections.IsMeasured(run, dataset);
    }

    private static IReadOnlyList<Chart> ByDay(RunResult run, DashboardsResult marts) =>
        [
            ByDay(
                "sales-revenue",
                "Revenue by day",
                Figures.InCurrency("revenue per day", run.Currency),
                marts.Days,
                d => d.Revenue,
                v => Figures.Money(v, run.Currency)
            ),
            ByDay("sales-orders", "Orders by day", "orders per day", marts.Days, d => d.Orders, v => Figures.Count((long)v)),
            ByDay(
                "sales-basket",
                "Average basket by day",
                Figures.InCurrency("revenue per order", run.Currency),
                [.. marts.Days.Where(d => d.Orders > 0)],
                d => Basket(d.Revenue, d.Orders),
                v => Figures.Money(v, run.Currency)
            ),
        ];

    /// <summary>Average revenue per order, rounded to cents, half away from zero; 0 without orders.</summary>
    public static decimal Basket(decimal revenue, long orders) => orders == 0 ? 0 : Math.Round(revenue / orders, 2, MidpointRounding.AwayFromZero);

    public static string Share(decimal part, decimal whole) => whole == 0 ? "–" : (part / whole).ToString("0.0 %", CultureInfo.InvariantCulture);

    private static Chart ByDay(string id, string title, string what, IReadOnlyList<SalesDay> days, Func<SalesDay, decimal> value, Func<decimal, string> text) =>
        ReportCharts.Create(
            id,
            title,
            days.Count == 0
                ? ""
                : $"{Figures.Count(days.Count, "day")} from {days[0].Day} to {days[^1].Day}; lowest {text(days.Min(value))}, highest {text(days.Max(value))}.",
            days.Count == 0 ? null : (i, t, d) => DayChart.Draw(i, t, d, [.. days.Select(x => new RevenuePoint(x.Day, value(x)))], what),
            "the mart has no days",
            new(["Day", title], [.. days.Select(d => (IReadOnlyList<string>)[d.Day, text(value(d))])])
        );

    private static Chart ByGroup(string id, string title, string name, IReadOnlyList<SalesGroup> groups, string? currency)
    {
        var total = groups.Sum(g => g.Revenue);
        var shown = groups.Take(GroupsShown).ToList();
        if (groups.Count > GroupsShown)
            shown.Add(
                new(
                    $"{Figures.Count(groups.Count - GroupsShown)} others",
                    groups.Skip(GroupsShown).Sum(g => g.Revenue),
                    groups.Skip(GroupsShown).Sum(g => g.Units)
                )
            );
        return ReportCharts.Create(
            id,
            title,
            groups.Count == 0 ? "" : $"{Figures.Money(total, currency)} in total.",
            groups.Count == 0
                ? null
                : (i, t, d) =>
                    BarChart.Draw(
                        i,
                        t,
                        d,
                        [.. shown.Select(g => new BarValue(g.Name, g.Revenue, $"{Figures.Money(g.Revenue)} · {Share(g.Revenue, total)}"))],
                        Figures.InCurrency("revenue", currency)
                    ),
            "the mart has no values",
            new(
                [name, Figures.InCurrency("Revenue", currency), "Share", "Units"],
                [.. groups.Select(g => (IReadOnlyList<string>)[g.Name, Figures.Money(g.Revenue), Share(g.Revenue, total), Figures.Count(g.Units)])]
            )
        );
    }

    private static Chart Segments(IReadOnlyList<CustomerSegment> segments, string? currency)
    {
        var (customers, revenue) = (segments.Sum(s => s.Customers), segments.Sum(s => s.Revenue));
        return ReportCharts.Create(
            "customers-segments",
            "Customers by segment",
            segments.Count == 0 ? "" : $"{Figures.Count(customers, "customer")} by recency (R), frequency (F) and monetary value (M) of their orders.",
            segments.Count == 0
                ? null
                : (i, t, d) =>
                    BarChart.Draw(
                        i,
                        t,
                        d,
                        [
                            .. segments.Select(s => new BarValue(
                                s.Segment,
                                s.Customers,
                                $"{Figures.Count(s.Customers)} · {Share(s.Customers, customers)} · {Figures.Money(s.Revenue)}"
                            )),
                        ],
                        $"customers; on the right: customers, share, {Figures.InCurrency("revenue", currency)}"
                    ),
            "the mart has no segments",
            new(
                [
                    "Segment",
                    "Customers",
                    "Share",
                    Figures.InCurrency("Revenue", currency),
                    "Share of revenue",
                    Figures.InCurrency("Average revenue", currency),
                    "Orders per customer",
                ],
                [
                    .. segments.Select(s =>
                        (IReadOnlyList<string>)
                            [
                                s.Segment,
                                Figures.Count(s.Customers),
                                Share(s.Customers, customers),
                                Figures.Money(s.Revenue),
                                Share(s.Revenue, revenue),
                                Figures.Money(Basket(s.Revenue, s.Customers)),
                                s.Customers == 0 ? "–" : ((decimal)s.Orders / s.Customers).ToString("0.0", CultureInfo.InvariantCulture),
                            ]
                    ),
                ]
            )
        );
    }

    private static Chart LifetimeValues(IReadOnlyList<ValueBand> bands, string? currency)
    {
        var customers = bands.Sum(b => b.Customers);
        return ReportCharts.Create(
            "customers-value",
            "Customer lifetime value",
            customers == 0 ? "" : $"{Figures.Count(customers, "customer")} by {Figures.InCurrency("lifetime value", currency)}. Higher bands are wider.",
            customers == 0
                ? null
                : (i, t, d) =>
                    BarChart.Draw(
                        i,
                        t,
                        d,
                        [.. bands.Select(b => new BarValue(Band(b), b.Customers, $"{Figures.Count(b.Customers)} · {Share(b.Customers, customers)}"))],
                        "customers"
                    ),
            "the mart has no customers",
            new(
                [Figures.InCurrency("Lifetime value", currency), "Customers", "Share"],
                [.. bands.Select(b => (IReadOnlyList<string>)[Band(b), Figures.Count(b.Customers), Share(b.Customers, customers)])]
            )
        );
    }

    private static string Band(ValueBand band) =>
        band.To is { } to ? $"{Figures.Count((long)band.From)} to below {Figures.Count((long)to)}" : $"{Figures.Count((long)band.From)} and more";

    private static Chart Pareto(DashboardsResult marts) =>
        ReportCharts.Create(
            "products-pareto",
            "Cumulative share of revenue by product",
            "Pareto curve, best-selling products first. "
                + "Class A: the first 80 % of revenue, including the product that crosses the limit. Class B: up to 95 %. Class C: the rest.",
            marts.Pareto.Count == 0 || marts.Pareto[^1].Products == 0 ? null : (i, t, d) => ParetoChart.Draw(i, t, d, marts.Pareto, marts.Classes),
            "the mart has no products",
            new(
                ["Share of revenue", "Products"],
                [
                    .. marts.Pareto.Select(p =>
                        (IReadOnlyList<string>)[$"up to {p.Share.ToString("0 %", CultureInfo.InvariantCulture)}", Figures.Count(p.Products)]
                    ),
                ]
            )
        );
}
