using System.Text;
using ShopStream.Quality.Results;

namespace ShopStream.Specs.Hosting;

/// <summary>The test message for a scenario that does not pass.</summary>
internal static class FailedChecks
{
    /// <summary>Every check that did not pass: sentence, file:line, expected, actual, difference, rows and SQL.</summary>
    public static string Text(ScenarioResult scenario)
    {
        var text = new StringBuilder();
        foreach (var check in scenario.Checks.Where(c => c.Outcome != Outcome.Passed))
        {
            text.AppendLine(check.Sentence).AppendLine($"  {scenario.File}:{check.Line}: {check.Outcome}");
            if (check.Expected is not null)
                text.AppendLine($"  expected    {check.Expected}");
            if (check.Actual is not null)
                text.AppendLine($"  actual      {check.Actual}");
            if (check.Difference is not null)
                text.AppendLine($"  difference  {check.Difference}");
            if (check.Note is not null)
                text.AppendLine($"  note        {check.Note}");
            foreach (var key in check.Keys)
                text.AppendLine($"  row         {key}");
            if (check.Rows is { } rows)
                text.AppendJoin('\n', rows.ToLines().Append(RowsDifference.Legend)).AppendLine();
            text.AppendLine(check.Sql);
        }
        return text.ToString();
    }
}
