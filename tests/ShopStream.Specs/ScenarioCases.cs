using NUnit.Framework;
using ShopStream.Features;

namespace ShopStream.Specs;

/// <summary>The scenarios of the features folder as test cases.</summary>
internal static class ScenarioCases
{
    /// <summary>The scenarios of one kind; tags become categories.</summary>
    public static IEnumerable<TestCaseData> Of(bool isExample)
    {
        foreach (var scenario in FeatureFolder.Load(Workspace.Settings().Features).Scenarios.Where(s => s.IsExample == isExample))
        {
            var test = new TestCaseData(scenario).SetName($"{scenario.Feature.Name}: {scenario.Name}");
            foreach (var tag in scenario.Tags)
                test.SetCategory(tag[1..].Replace('-', '_'));
            yield return test;
        }
    }
}
