using System.Text;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Specs;

/// <summary>Every scenario of the features folder is a test of its own; its tags are categories.</summary>
[TestFixture]
public sealed class ScenarioTests
{
    [TestCaseSource(nameof(Scenarios))]
    public void Holds(string file, int line, string name)
    {
        var scenario = JudgedRun.Scenario(file, line, name);
        if (scenario.Outcome == Outcome.Passed) return;
        if (scenario.Outcome == Outcome.Warned) Assert.Warn(Told(scenario));
        else Assert.Fail(Told(scenario));
    }

    private static IEnumerable<TestCaseData> Scenarios()
    {
        foreach (var scenario in FeatureFolder.Load(Workspace.Settings().Features).Scenarios)
        {
            var test = new TestCaseData(scenario.Feature.File, scenario.Line, scenario.Name).SetName($"{scenario.Feature.Name}: {scenario.Name}");
            foreach (var tag in scenario.Tags) test.SetCategory(tag[1..].Replace('-', '_'));
            yield return test;
        }
    }

    private static string Told(ScenarioResult scenario)
    {
        var text = new StringBuilder();
        foreach (var check in scenario.Checks.Where(c => c.Outcome != Outcome.Passed))
        {
            text.AppendLine(check.Sentence).AppendLine($"  {scenario.File}:{check.Line}: {check.Outcome}");
            if (check.Expected is not null) text.AppendLine($"  expected    {check.Expected}");
            if (check.Actual is not null) text.AppendLine($"  actual      {check.Actual}");
            if (check.Difference is not null) text.AppendLine($"  difference  {check.Difference}");
            if (check.Note is not null) text.AppendLine($"  note        {check.Note}");
            foreach (var key in check.Keys) text.AppendLine($"  row         {key}");
            text.AppendLine(check.Sql);
        }
        return text.ToString();
    }
}
