using ShopStream.Quality.Checks;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation.RowForRow;

/// <summary>raw orders matches source orders row for row on id.</summary>
public sealed record RowsMatch(RowDifferences Question) : ICheck
{
    private static readonly string[] Words = ["missing", "extra", "more than once", "less often than expected", "with other values"];

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [Question];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var answer = answers[Question];
        if (answer.Columns is [RowDifferences.ColumnsDiffer])
        {
            return Verdict.Failed($"the same columns as {Question.Expected.Dataset}", $"{Say.Count(answer.Rows.Count, "column")} on one side only", Say.Count(answer.Rows.Count, "column")) with
            {
                Keys = [.. answer.Rows.Select(r => r[0]!)],
                Note = "To compare some columns only, or columns with other names, say which: comparing …, or a table.",
            };
        }
        var (expected, found) = (answer.Number(0), answer.Number(1));
        if (expected == 0 && found == 0) return Verdict.NotJudged($"no rows in {Question.Expected} nor in {Question.Actual}");
        var off = Words.Select((word, i) => (Word: word, Rows: answer.Number(2 + i))).Where(w => w.Rows > 0).ToList();
        var wanted = $"the same rows as {Question.Expected} ({Say.Rows(expected)})";
        var note = Nulls(answer);
        if (off.Count == 0) return Verdict.Passed(wanted, $"{Say.AllRows(found)} the same") with { Note = note };
        var atLeast = answer.Number(9) == 1 ? "at least " : "";
        var actual = string.Join(", ", off.Select((w, i) => $"{(i == 0 ? Say.Rows(w.Rows) : $"{w.Rows:#,##0}")} {w.Word}"));
        return Verdict.Failed(wanted, atLeast + actual, atLeast + Say.Rows(off.Sum(w => w.Rows))) with
        {
            Keys = [.. answer.Rows.Skip(1).Select(r => r[0]!)],
            Note = note,
        };
    }

    private string? Nulls(Answer answer)
    {
        var (expected, found) = (answer.Number(7), answer.Number(8));
        return expected + found == 0
            ? null
            : $"A key is null in {Say.Rows(found)} of {Question.Actual.Dataset} and in {Say.Rows(expected)} of {Question.Expected.Dataset}; null was compared as a key of its own.";
    }
}
