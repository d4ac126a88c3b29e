using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>One query, and the questions it answers.</summary>
/// <param name="Store">Whom it is sent to.</param>
/// <param name="Sql">Empty for <see cref="ManifestDifferences"/>, which hash a file instead.</param>
/// <param name="Slots">Where in its rows each answer stands.</param>
public sealed record PlannedQuery(StoreId Store, string Sql, IReadOnlyList<Slot> Slots)
{
    /// <summary>The questions it answers.</summary>
    public IEnumerable<Question> Questions => Slots.Select(s => s.Question);

    /// <summary>The answer to each question, cut from the query's own.</summary>
    public IEnumerable<(Question Question, Answer Answer)> Split(Answer whole) =>
        Slots.Select(s => (s.Question, s.Columns is null || whole.Missing is not null ? whole : Cut(whole, s.Columns)));

    private static Answer Cut(Answer whole, IReadOnlyList<int> columns) => whole with
    {
        Columns = [.. columns.Select(c => whole.Columns[c])],
        Rows = [.. whole.Rows.Select(row => (IReadOnlyList<string?>)[.. columns.Select(c => row[c])])],
    };
}

/// <param name="Question">What is answered.</param>
/// <param name="Columns">Which of the query's columns hold the answer; null for all.</param>
public sealed record Slot(Question Question, IReadOnlyList<int>? Columns);

/// <summary>The fewest queries that answer a set of questions: one per table (and what it looks up) for figures, whatever their filters, one per relation and keys for groups, one each for the rest.</summary>
public static class QueryPlan
{
    /// <summary>Queries in the order in which their first question was asked. Shapes and what the run itself knows need none.</summary>
    /// <param name="questions">Of any store; equal ones are asked once.</param>
    /// <param name="sql">Renders for a store.</param>
    public static IReadOnlyList<PlannedQuery> For(IEnumerable<Question> questions, Func<StoreId, SqlText> sql)
    {
        var queries = new List<PlannedQuery>();
        var distinct = questions.Where(q => q is not (Shape or KnownToTheRun)).DistinctBy(q => q.Key, StringComparer.Ordinal);
        foreach (var family in distinct.GroupBy(FusedBy, StringComparer.Ordinal))
        {
            var members = family.ToList();
            queries.Add(members[0] switch
            {
                Figure first => Fused(first, members.ConvertAll(m => (Figure)m), sql),
                Groups first => Fused(first, members.ConvertAll(m => (Groups)m), sql),
                ManifestDifferences own => new PlannedQuery(own.Store, "", [new Slot(own, null)]),
                var own => new PlannedQuery(own.Store, sql(own.Store).Of(own), [new Slot(own, null)]),
            });
        }
        return queries;
    }

    /// <summary>A query of its own for one question: to be run again by a person, or when a fused query was refused.</summary>
    public static PlannedQuery Alone(Question question, Func<StoreId, SqlText> sql) => For([question], sql)[0];

    private static string FusedBy(Question question) => question switch
    {
        // A filter does not keep figures apart, a lookup does: where its key is not unique it multiplies rows.
        Figure f => $"figures of {new Relation(f.Relation.Dataset, null, f.Relation.Lookups)}",
        Groups g => $"groups of {g.Relation} by {string.Join(", ", g.By)}",
        _ => question.Key,
    };

    private static PlannedQuery Fused(Figure first, List<Figure> figures, Func<StoreId, SqlText> sql)
    {
        var slots = figures.Select((f, i) => new Slot(f, [i]));
        return new PlannedQuery(first.Store, sql(first.Store).Figures(figures), [.. slots]);
    }

    private static PlannedQuery Fused(Groups first, List<Groups> groups, Func<StoreId, SqlText> sql)
    {
        var aggregates = groups.SelectMany(g => g.Aggregates).DistinctBy(a => a.ToString(), StringComparer.Ordinal).ToList();
        var position = aggregates.Select((a, i) => (a, i)).ToDictionary(x => x.a.ToString(), x => first.By.Count + x.i, StringComparer.Ordinal);
        var keys = Enumerable.Range(0, first.By.Count);
        var slots = groups.Select(g => new Slot(g, [.. keys, .. g.Aggregates.Select(a => position[a.ToString()])]));
        return new PlannedQuery(first.Store, sql(first.Store).Groups(first.Relation, first.By, aggregates), [.. slots]);
    }
}
