using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Reconciliation;

/// <summary>Row counts and revenue at every hop from the source to the marts, for the report.</summary>
/// <param name="datasets">Every dataset, hop by hop.</param>
/// <param name="revenue">The rule; null where the settings define none.</param>
public sealed class Ladder(IReadOnlyList<Dataset> datasets, Rule? revenue)
{
    /// <summary>What has to be asked; shared with the checks' queries where it is the same.</summary>
    public IReadOnlyList<Question> Questions =>
        [.. datasets.Select(Rows), .. datasets.Select(Revenue).OfType<Figure>(), .. new[] { ByDay, ByCategory }.OfType<Groups>()];

    /// <summary>A line for every dataset that could be counted.</summary>
    public IReadOnlyList<HopResult> Hops(Answers answers) =>
    [
        .. from dataset in datasets
           where Answered(answers, Rows(dataset))
           select new HopResult(dataset.Layer.Word(), dataset.Table, (long)answers.Count(Rows(dataset)), Amount(answers, Revenue(dataset)))
    ];

    /// <summary>Revenue by day and by category, as the marts have it.</summary>
    public SeriesResult Series(Answers answers) =>
        new(Points(answers, ByDay), [.. Points(answers, ByCategory).OrderByDescending(p => p.Revenue).ThenBy(p => p.Key, StringComparer.Ordinal)]);

    private static Figure Rows(Dataset dataset) => new(new Relation(dataset), new CountRows());

    private Figure? Revenue(Dataset dataset) => Measure(dataset, []) is { } measure ? new Figure(measure.Relation, new SumOf(measure.Column)) : null;

    private Groups? ByDay => OfMart("day");

    private Groups? ByCategory => OfMart("category");

    private Groups? OfMart(string key) => datasets.Where(d => d.Layer == Layer.Mart).Select(d => Measure(d, [key])).FirstOrDefault(m => m is not null) is { } measure
        ? new Groups(measure.Relation, measure.By, [new CountRows(), new SumOf(measure.Column)])
        : null;

    private Measure? Measure(Dataset dataset, IReadOnlyList<string> keys) =>
        revenue is not null && revenue.Tables.TryGetValue(dataset.Table, out var table) && keys.All(table.Keys.ContainsKey)
            ? revenue.In(new Relation(dataset), keys)
            : null;

    private static bool Answered(Answers answers, Question question) => answers.Find(question) is { Missing: null };

    private static decimal? Amount(Answers answers, Figure? figure) =>
        figure is not null && Answered(answers, figure) ? answers.Number(figure) ?? 0 : null;

    private static IReadOnlyList<RevenuePoint> Points(Answers answers, Groups? groups) =>
        groups is null || !Answered(answers, groups) ? [] :
        [.. answers[groups].Rows.Select(r => new RevenuePoint(r[0] ?? "none", Answer.TryNumber(r[2]) ?? 0))];
}
