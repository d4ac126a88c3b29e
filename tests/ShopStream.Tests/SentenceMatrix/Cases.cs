using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>
/// The cases of every sentence. For a new sentence, add a SentenceCases to the file of its subject, with columns and rows as SQL that both
/// PostgreSQL and DuckDB accept ({a} is the dataset, {b} a second one), and the four kinds of cases with their expected result:
/// <code>
/// new SentenceCases(Sides.One, "id INT PRIMARY KEY, v INT", "v is never null in {a}")
///     .Passes("(1, 5), (2, 6)")
///     .FailsByOne("(1, 5), (2, NULL)", "+1 row", "id=2, v=null")
///     .Empty(Outcome.NotJudged)
///     .Nulls("all are", Failed("+2 rows", "id=1, v=null & id=2, v=null"), "(1, NULL), (2, NULL)")
/// </code>
/// Each case runs in PostgreSQL and in DuckDB; with two sides also across both and with the sides swapped. Several keys are joined by
/// " &amp; ". A sentence that cannot be tested in this way is listed in Elsewhere, with the test that covers it.
/// </summary>
internal static partial class Cases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        .. Context()
            .Concat(RowCounts())
            .Concat(Uniqueness())
            .Concat(Completeness())
            .Concat(References())
            .Concat(Values())
            .Concat(Constants())
            .Concat(Shares())
            .Concat(Freshness())
            .Concat(RowForRow())
            .Concat(Sums())
            .Concat(Figures())
            .Concat(Predicates())
            .Concat(Modifiers())
            .Concat(LastPeriods())
            .Concat(UsualDays())
            .Concat(RowSets())
            .Concat(Distributions())
            .Concat(Calendar())
            .Concat(Reconciliation())
            .Concat(Digits())
            .Concat(Separators())
            .Concat(Shape())
            .SelectMany(c => c),
    ];

    private const string NeedsHistory = "needs earlier runs: VolumeTests, and HistoryTests end to end";

    private const string NeedsRuns = "needs earlier runs: DriftTests";

    private const string OfExamples = "belongs to an example, which gives its own rows: TestCommandTests and BadExampleTests";

    public static IReadOnlyDictionary<string, string> Elsewhere { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Then {figure} in {dataset} is within {percent} of the mean of its last {count} run(s){modifiers}"] = NeedsHistory,
            ["Then {column} in {dataset} is within {percent} of the mean of its last {count} run(s)"] = NeedsHistory,
            ["Then {figure} in {dataset} is usual for its weekday{modifiers}"] = NeedsHistory,
            ["Then {column} in {dataset} is usual for its weekday"] = NeedsHistory,
            ["Then {figure} in {dataset} is within {number} MAD(s) of the median of the same weekday{modifiers}"] = NeedsHistory,
            ["Then {column} in {dataset} is within {number} MAD(s) of the median of the same weekday"] = NeedsHistory,
            ["Then {column} in {dataset} is JSON that meets the schema {file}{modifiers}"] =
                "the same check as that of a schema below the sentence; SchemaFileTests reads its file",
            ["Then {column} in {dataset} {drift} its last {count} run(s){modifiers}"] = NeedsRuns,
            ["Then the {distance} of {column} in {dataset} against its last {count} run(s) {bound}{modifiers}"] = NeedsRuns,
            ["Given these {noun} in {dataset}:"] = OfExamples,
            ["Given no {noun} in {dataset}"] = OfExamples,
            ["Given today is {date}"] = OfExamples,
            ["When {model} is built"] = OfExamples,
            ["Then {dataset} has exactly these rows:"] = OfExamples,
            ["Then {dataset} has exactly these rows in this order:"] = OfExamples,
            ["Then {dataset} has at least these rows:"] = OfExamples,
            ["Then {dataset} has no rows"] = OfExamples,
            ["Then {dataset} has exactly the rows that its model builds"] =
                "needs a model: ModelRowsTests, on both engines' SQL, and prove on every built table",
            ["Then {dataset} has the columns of its last run"] = "needs earlier runs: NamesColumnsTests",
            ["Then {dataset} has the same columns as {dataset}"] = "names both tables in its result: NamesColumnsTests",
            ["Then {dataset} agrees with its manifest"] = "needs a lake: PlantedFaultTests and NothingLostTests change its files",
        };

    private static Expectation Passed => new(Outcome.Passed);

    private static Expectation NotJudged => new(Outcome.NotJudged);

    private static Expectation Failed(string? difference, string? key = null, string? mirrored = null) =>
        new(Outcome.Failed, difference, key) { MirroredKey = mirrored };
}
