using System.Text;
using NUnit.Framework;
using Reqnroll.BoDi;
using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Specs.Reqnroll;

/// <summary>Judges what a step claims right behind it: steps run one by one here, and are not planned together.</summary>
[Binding]
public sealed class Hosting(ScenarioContext scenario, FeatureContext feature, IObjectContainer container)
{
    private static LivingShop? shop;
    private SpecContext spec = null!;
    private int before;

    /// <summary>One run of the pipeline, before all scenarios.</summary>
    [BeforeTestRun]
    public static async Task RunAsync() => shop = await LivingShop.RunAsync(CancellationToken.None);

    /// <summary>The throw-away server goes, the work folder too.</summary>
    [AfterTestRun]
    public static async Task RemoveAsync()
    {
        if (shop is not null) await shop.DisposeAsync();
    }

    /// <summary>What the step classes' constructors ask for.</summary>
    [BeforeScenario]
    public void Begin() => container.RegisterInstanceAs(spec = new SpecContext(shop!.Rules));

    /// <summary>What is claimed from here on is the step's.</summary>
    [BeforeStep]
    public void Enter()
    {
        var info = scenario.StepContext.StepInfo;
        before = spec.Claims.Count;
        spec.Enter(new Step($"{info.StepDefinitionType}", StepType.Outcome, info.Text, feature.FeatureInfo.FolderPath ?? "", 0));
    }

    /// <summary>Fails the scenario where the claim does not hold.</summary>
    [AfterStep]
    public async Task JudgeAsync()
    {
        var claims = spec.Claims.Skip(before).ToList();
        if (claims.Count == 0 || scenario.TestError is not null) return;
        var specification = new Specification
        {
            Feature = feature.FeatureInfo.Title,
            Name = scenario.ScenarioInfo.Title,
            File = $"{feature.FeatureInfo.FolderPath}/{feature.FeatureInfo.Title}",
            Line = 0,
            Tags = [.. scenario.ScenarioInfo.CombinedTags.Select(t => $"@{t}")],
            Steps = [],
            Claims = claims,
            Run = spec.Run,
        };
        var result = await shop!.JudgeAsync(specification, CancellationToken.None);
        if (result.Outcome == Outcome.Warned) Assert.Warn(Told(result));
        else if (result.Outcome != Outcome.Passed) Assert.Fail(Told(result));
    }

    private static string Told(ScenarioResult result)
    {
        var text = new StringBuilder();
        foreach (var check in result.Checks.Where(c => c.Outcome != Outcome.Passed))
        {
            text.AppendLine(check.Sentence).AppendLine($"  {check.Outcome}");
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
