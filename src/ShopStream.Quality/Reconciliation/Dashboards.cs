using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Reconciliation;

/// <summary>The figures of the shipped marts for the report: what has to be asked, and what comes of it. A model that a team has changed so that a column is gone is left out.</summary>
public sealed class Dashboards
{
    private const string Overview = "mart_sales_overview";
    private const string Customers = "mart_customer_rfm";
    private const string Performance = "mart_product_performance";
    private const string Facts = "fact_orders";

    private static readonly string[] ProductKeys = ["revenue_rank", "product_id", "product_name", "category", "abc_class", "performance_tier"];
    private static readonly decimal[] Bands = [0, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000];
    private static readonly decimal[] Shares = [.. Enumerable.Range(1, 20).Select(i => i * 0.05m)];

    private readonly IReadOnlyList<Question> questions;
    private readonly Groups days = By(new Dataset(Layer.Mart, Overview), ["sale_date"], "total_revenue", "total_orders", "total_units");
    private readonly Groups countries = By(new Dataset(Layer.Core, Facts), ["country"], "line_revenue", new SumWhere("quantity", new Compares("is_revenue", Comparison.Equal, "true")));
    private readonly Groups categories = By(new Dataset(Layer.Mart, Performance), ["category"], "total_revenue", "total_units");
    private readonly Groups segments = By(new Dataset(Layer.Mart, Customers), ["rfm_segment"], "monetary", "frequency");
    private readonly Groups classes = By(new Dataset(Layer.Mart, Performance), ["abc_class"], "total_revenue", "total_orders", "total_units");
    private readonly Groups products = By(new Relation(new(Layer.Mart, Performance), [AtMost("revenue_rank", DashboardsResult.MostProducts)]), ProductKeys, "total_orders", "total_units", "total_revenue");
    private readonly IReadOnlyList<Figure> bands;
    private readonly IReadOnlyList<Figure> shares;

    /// <param name="datasets">Those there are.</param>
    /// <param name="catalog">Their columns; null where they are not known yet.</param>
    public Dashboards(IReadOnlyList<Dataset> datasets, Catalog? catalog)
    {
        var customers = new Relation(new Dataset(Layer.Mart, Customers));
        bands = [.. Bands.Select((from, i) => new Figure(customers, new CountWhere(Within("lifetime_value", from, i + 1 < Bands.Length ? Bands[i + 1] : null))))];
        var performance = new Relation(new Dataset(Layer.Mart, Performance));
        shares = [.. Shares.Select(s => new Figure(performance, new CountWhere(AtMost("cumulative_share", s))))];
        IEnumerable<Question> all = [days, countries, categories, segments, classes, products, .. bands, .. shares];
        questions = [.. all.Where(q => q.Mentions.All(m => datasets.Contains(m.Dataset) && (catalog is null || m.Column is null || catalog.Find(m.Dataset)?.Has(m.Column) == true)))];
    }

    /// <summary>What has to be asked; none where the shipped marts are not there.</summary>
    public IReadOnlyList<Question> Questions => questions;

    /// <summary>What came of it; null where nothing was asked.</summary>
    public DashboardsResult? Result(Answers answers) => questions.Count == 0 ? null : new DashboardsResult
    {
        Days = [.. Rows(answers, days).Where(r => r[0] is not null).Select(r => new SalesDay(r[0]!, Number(r[2]), (long)Number(r[3]), (long)Number(r[4]))).OrderBy(d => d.Day, StringComparer.Ordinal)],
        Countries = Grouped(answers, countries),
        Categories = Grouped(answers, categories),
        Segments = [.. Rows(answers, segments).Select(r => new CustomerSegment(r[0] ?? "none", (long)Number(r[1]), Number(r[2]), (long)Number(r[3]))).OrderByDescending(s => s.Revenue).ThenBy(s => s.Segment, StringComparer.Ordinal)],
        LifetimeValues = bands.Any(b => Is(answers, b)) ? [.. bands.Select((b, i) => new ValueBand(Bands[i], i + 1 < Bands.Length ? Bands[i + 1] : null, Is(answers, b) ? (long)answers.Count(b) : 0))] : [],
        Classes = [.. Rows(answers, classes).Select(r => new ProductClass(r[0] ?? "none", (long)Number(r[1]), Number(r[2]), (long)Number(r[3]), (long)Number(r[4]))).OrderBy(c => c.Class, StringComparer.Ordinal)],
        Pareto = shares.All(s => Is(answers, s)) ? [.. shares.Select((s, i) => new ParetoPoint((long)answers.Count(s), Shares[i]))] : [],
        Products =
        [
            .. Rows(answers, products)
                .Select(r => new ProductLine((long)Number(r[0]), r[1] ?? "none", r[2], r[3], r[4] ?? "", r[5] ?? "", (long)Number(r[7]), (long)Number(r[8]), Number(r[9])))
                .OrderBy(p => p.Rank),
        ],
    };

    private static Compares AtMost(string column, decimal value) => new(column, Comparison.AtMost, Text(value));

    // Amounts have cents: below 50 is at most 49.99.
    private static Condition Within(string column, decimal from, decimal? to) =>
        to is { } end ? new IsBetween(column, Text(from), Text(end - 0.01m)) : new Compares(column, Comparison.AtLeast, Text(from));

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<SalesGroup> Grouped(Answers answers, Groups groups) =>
        [.. Rows(answers, groups).Select(r => new SalesGroup(r[0] ?? "none", Number(r[2]), (long)Number(r[3]))).OrderByDescending(g => g.Revenue).ThenBy(g => g.Name, StringComparer.Ordinal)];

    private static bool Is(Answers answers, Question question) => answers.Find(question) is { Missing: null };

    private static IReadOnlyList<IReadOnlyList<string?>> Rows(Answers answers, Groups groups) => Is(answers, groups) ? answers[groups].Rows : [];

    private static decimal Number(string? text) => Answer.TryNumber(text) ?? 0;

    private static Groups By(Dataset dataset, IReadOnlyList<string> keys, params object[] sums) => By(new Relation(dataset), keys, sums);

    private static Groups By(Relation relation, IReadOnlyList<string> keys, params object[] sums) =>
        new(relation, [.. keys.Select(k => new GroupKey(k))], [new CountRows(), .. sums.Select(s => s as Aggregate ?? new SumOf((string)s))]);
}
