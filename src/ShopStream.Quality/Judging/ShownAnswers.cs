using ShopStream.Quality.Data;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Judging;

/// <summary>Answers as they may be shown. What is judged is left as it is.</summary>
/// <param name="discretion">What may be.</param>
/// <param name="catalog">Knows keys and columns.</param>
internal sealed class ShownAnswers(Discretion discretion, Catalog catalog)
{
    /// <summary>An answer whose rows are only shown, as they may be; any other as it is.</summary>
    public Answer Of(Question question, Answer answer) => question switch
    {
        _ when ReferenceEquals(discretion, Discretion.None) => answer,
        _ when answer.Missing is { } missing => ReadsPersonal(question) ? answer with { Missing = missing with { Reason = EngineWords.Hidden(missing.Reason, Text(question), discretion) } } : answer,
        Sample sample => Rows(answer, new SampleColumns(sample, catalog, discretion.Personal)),
        MissingValues m when Hides(m.Child) || Hides(m.Parent) =>
            answer with { Rows = [answer.Rows[0], .. answer.Rows.Skip(1).Select(r => (IReadOnlyList<string?>)[discretion.Hidden(r[0] ?? "")])] },
        ManifestDifferences m => answer with { Rows = [.. answer.Rows.Select(r => OfManifest(m.Dataset, r))] },
        _ => answer,
    };

    private bool ReadsPersonal(Question question) => question switch
    {
        Sample sample => ReadsPersonal(sample.Subject),
        OwnQuery own when OwnSql.Words(own.Sql) is var words => catalog.Tables.Any(t => t.Dataset.Store == own.Store && words.Contains(t.Dataset.Table) && t.Columns.Any(c => discretion.Hides(new Mention(t.Dataset, c.Name)))),
        _ => question.Mentions.Any(discretion.Hides),
    };

    private static string Text(Question question) => question is Sample { Subject: OwnQuery q } ? q.Sql : (question as OwnQuery)?.Sql ?? question.Key;

    private bool Hides(OrderedValues values) => discretion.Hides(values.Relation.Mention(values.Column));

    private Answer Rows(Answer answer, SampleColumns columns)
    {
        var shown = answer.Columns.Select((name, i) => (Name: name, Index: i)).Where(c => discretion.Level == SampleLevel.Full || columns.IsKey(c.Name)).ToList();
        if (shown.Count == 0 && answer.Rows.Count > 0)
            return new Answer([], []) { Seconds = answer.Seconds, Note = discretion.Level == SampleLevel.None ? null : "No key names its rows: --samples full shows their values." };
        return answer with
        {
            Columns = [.. shown.Select(c => c.Name)],
            Rows = [.. answer.Rows.Select(row => (IReadOnlyList<string?>)[.. shown.Select(c => row[c.Index] is { } value && columns.IsPersonal(c.Name) ? discretion.Hidden(value) : row[c.Index])])],
        };
    }

    // "min of user_no": the smallest and the largest of a key are control totals.
    private IReadOnlyList<string?> OfManifest(Dataset dataset, IReadOnlyList<string?> row)
    {
        var words = OwnSql.Words(row[0] ?? "");
        var hides = catalog.Find(dataset)?.Columns.Any(c => words.Contains(c.Name) && discretion.Hides(new Mention(dataset, c.Name))) ?? false;
        return hides ? [row[0], .. row.Skip(1).Select(v => v is null ? null : discretion.Hidden(v))] : row;
    }
}
