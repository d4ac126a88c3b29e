using System.Collections.Concurrent;
using ShopStream.Quality.Data;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.History;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowForRow;

namespace ShopStream.Quality.Judging;

/// <summary>Gets questions answered with the fewest queries, the stores side by side.</summary>
/// <param name="catalog">Answers shapes.</param>
/// <param name="stores">Those that are there; a question to another is not answered.</param>
/// <param name="standpoint">Answers what the run itself knows; null where no run judges.</param>
/// <param name="spill">Makes an empty stream for what a comparison of rows cannot hold in memory; null to hold all of it.</param>
/// <param name="discretion">What may be shown; null for all, where nothing is written down.</param>
public sealed class Asker(Catalog catalog, IReadOnlyDictionary<StoreId, IStore> stores, Standpoint? standpoint = null, Func<Stream>? spill = null, Discretion? discretion = null)
{
    private readonly ConcurrentDictionary<StoreId, int> sent = new();

    private readonly ShownAnswers shown = new(discretion ?? Discretion.None, catalog);

    /// <summary>All that was answered so far.</summary>
    public Answers Answers { get; } = new() { Discretion = discretion ?? Discretion.None };

    /// <summary>How many queries a store was sent.</summary>
    public int Sent(StoreId store) => sent.GetValueOrDefault(store);

    /// <summary>Asks what is not answered yet.</summary>
    public async Task AskAsync(IEnumerable<Question> questions, CancellationToken cancellation)
    {
        var open = new List<Question>();
        foreach (var question in questions.DistinctBy(q => q.Key, StringComparer.Ordinal).Where(q => Answers.Find(q) is null))
        {
            if (WithoutAsking(question) is { } answer) Keep(question, answer);
            else open.Add(question);
        }
        var merged = open.OfType<MissingValues>().ToList();
        var planned = QueryPlan.For(open.Where(q => q is not (MissingValues or RowDifferences)), Render);
        var answers = await Task.WhenAll(planned.Select(q => AskAsync(q, cancellation)).Concat(merged.Select(m => MergeAsync(m, cancellation))));
        foreach (var (question, answer) in answers.SelectMany(a => a))
            Keep(question, answer);
        // One after the other: each of them keeps two stores busy and takes its memory.
        foreach (var rows in open.OfType<RowDifferences>())
            Answers.Add(rows, await CompareAsync(rows, cancellation));
    }

    /// <summary>One question's answer, which is not kept: it may be large. What is kept already is not asked again.</summary>
    public async Task<Answer> AskAloneAsync(Question question, CancellationToken cancellation)
    {
        if ((Answers.Find(question) ?? WithoutAsking(question)) is { } known) return known;
        var query = QueryPlan.Alone(question, Render);
        return shown.Of(question, query.Split(await SendAsync(query, cancellation)).Single().Answer);
    }

    /// <summary>The tables of the catalog that an own query names, and those of their columns that it names, as <see cref="Verdicts.CheckResult.Reads"/> has them. It is read and not parsed: a column of that name counts for every table that is named.</summary>
    public IEnumerable<string> Names(OwnQuery question)
    {
        var words = OwnSql.Words(question.Sql);
        return from table in catalog.Tables
               where table.Dataset.Store == question.Store && words.Contains(table.Dataset.Table)
               from name in table.Columns.Where(c => words.Contains(c.Name)).Select(c => $"{table.Dataset}.{c.Name}").Prepend($"{table.Dataset}")
               select name;
    }

    /// <summary>A question as a person would ask it again; a manifest's or a catalog's answer has no SQL.</summary>
    public string SqlOf(Question question) => question is RowDifferences rows ? RowsSql(rows) : string.Join("\n", Parts(question).Select(part => stores.TryGetValue(part.Store, out var store)
        ? $"-- {store.Sql.Name} ({part.Store.ToString().ToLowerInvariant()})\n{QueryPlan.Alone(part, Render).Sql};"
        : "").Where(s => s.Length > 0));

    private void Keep(Question question, Answer answer) => Answers.Add(question, shown.Of(question, answer));

    private static IEnumerable<Question> Parts(Question question) => question switch
    {
        Shape or ManifestDifferences or KnownToTheRun => [],
        MissingValues m => [m.Child, m.Parent],
        _ => [question],
    };

    private SqlText Render(StoreId store) => stores[store].Sql;

    private Answer? WithoutAsking(Question question)
    {
        if (question is Shape shape)
        {
            return catalog.Find(shape.Dataset) is { } table
                ? new Answer(["name", "type", "nullable"], [.. table.Columns.Select(c => (IReadOnlyList<string?>)[c.Name, c.Type, c.Nullable ? "true" : "false"])])
                : Answer.None(new Unanswered($"{shape.Dataset} could not be looked up", UnansweredKind.NotJudged));
        }
        if (question is KnownToTheRun own)
            return standpoint is null ? Answer.None(new Unanswered($"nothing is known of {own}", UnansweredKind.NotJudged)) : own.From(standpoint);
        foreach (var store in question is RowDifferences r ? [r.Actual.Dataset.Store, r.Expected.Dataset.Store] : question is MissingValues ? Parts(question).Select(p => p.Store) : [question.Store])
        {
            if (!stores.ContainsKey(store))
                return Answer.None(new Unanswered($"the {store.ToString().ToLowerInvariant()} is not there to be asked", UnansweredKind.NotJudged));
        }
        return question is MissingValues or RowDifferences ? null : stores[question.Store].Known(question);
    }

    private async Task<IEnumerable<(Question, Answer)>> AskAsync(PlannedQuery query, CancellationToken cancellation)
    {
        var answer = await SendAsync(query, cancellation);
        if (answer.Missing is not { Kind: UnansweredKind.Refused } || query.Slots.Count == 1)
            return query.Split(answer);
        // One of the questions is the culprit: alone, the others are still answered.
        var alone = new List<(Question, Answer)>();
        foreach (var question in query.Questions)
            alone.Add((question, await SendAsync(QueryPlan.Alone(question, Render), cancellation)));
        return alone;
    }

    private Task<Answer> SendAsync(PlannedQuery query, CancellationToken cancellation)
    {
        sent.AddOrUpdate(query.Store, 1, (_, n) => n + 1);
        return stores[query.Store].AskAsync(query, cancellation);
    }

    private Task<Answer> CompareAsync(RowDifferences question, CancellationToken cancellation)
    {
        var (actual, expected) = question.Readings(catalog);
        foreach (var side in new[] { actual, expected }.Where(s => !stores[s.Relation.Dataset.Store].Keeps(s)))
            sent.AddOrUpdate(side.Relation.Dataset.Store, 1, (_, n) => n + 1);
        return new RowAsking(catalog, stores, spill ?? (() => new MemoryStream()), RowAsking.UsualBudget, Answers.Discretion).AskAsync(question, cancellation);
    }

    private string RowsSql(RowDifferences question)
    {
        var (actual, expected) = question.Readings(catalog);
        return string.Join("\n", new[] { actual, expected }.Where(r => stores.ContainsKey(r.Relation.Dataset.Store)).Select(r =>
            $"-- {Render(r.Relation.Dataset.Store).Name} ({r.Relation.Dataset.Store.ToString().ToLowerInvariant()})\n{Render(r.Relation.Dataset.Store).Rows(r)};"));
    }

    private async Task<IEnumerable<(Question, Answer)>> MergeAsync(MissingValues question, CancellationToken cancellation)
    {
        foreach (var side in new[] { question.Child, question.Parent }.Where(s => !stores[s.Store].Keeps(s)))
            sent.AddOrUpdate(side.Store, 1, (_, n) => n + 1);
        try
        {
            var child = stores[question.Child.Store].ValuesAsync(question.Child, cancellation);
            var parent = stores[question.Parent.Store].ValuesAsync(question.Parent, cancellation);
            var notes = new[] { question.Child, question.Parent }.Select(v => stores[v.Store].NoteOn(v)).Where(n => n is not null).Distinct(StringComparer.Ordinal).ToList();
            var answer = await MergedValues.MissingAsync(child, parent, cancellation);
            return [(question, answer with { Note = notes.Count == 0 ? null : string.Join(" ", notes) })];
        }
        catch (StoreException e)
        {
            return [(question, Answer.None(e.Why))];
        }
    }
}
