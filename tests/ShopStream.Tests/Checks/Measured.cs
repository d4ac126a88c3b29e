using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Checks;

/// <summary>Answers without a store: every question of a check, in its order, with the rows given.</summary>
internal static class Measured
{
    /// <summary>A check judged by one number for each of its questions.</summary>
    public static Verdict By(this ICheck check, params decimal?[] numbers) =>
        check.Judge(Answers(check.Ask().Zip(numbers, (q, n) => (q, Row(n)))));

    /// <summary>A check judged by rows for each of its questions, and of its evidence.</summary>
    public static Verdict ByRows(this ICheck check, params Answer[] answers)
    {
        var questions = check.Ask().ToList();
        var known = Answers(questions.Zip(answers));
        var verdict = check.Judge(known);
        if (answers.Length == questions.Count) return verdict;
        foreach (var (question, answer) in verdict.Evidence.Zip(answers.Skip(questions.Count))) known.Add(question, answer);
        return check.Judge(known);
    }

    public static Answer Row(decimal? number) => Rows("n", [number?.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Columns by name, separated by blanks; then rows.</summary>
    public static Answer Rows(string columns, params string?[][] rows) => new(columns.Split(' '), rows);

    public static Answers Answers(IEnumerable<(Question Question, Answer Answer)> known)
    {
        var answers = new Answers();
        foreach (var (question, answer) in known) answers.Add(question, answer);
        return answers;
    }

    /// <summary>Outcome: expected | actual | difference | note.</summary>
    public static string Said(this Verdict verdict) =>
        $"{verdict.Outcome}: {string.Join(" | ", new[] { verdict.Expected, verdict.Actual, verdict.Difference, verdict.Note }.Where(t => t is not null))}";
}
