using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Specs;

// Not below ShopStream.Specs: the set-up fixture there runs the pipeline, and the fast lane needs no server.
namespace ShopStream.SpecFiles;

/// <summary>What the fast lane checks of the specs: they are read and bound, and nothing is connected to.</summary>
[TestFixture, Category("Fast")]
public sealed class FeatureFileTests
{
    [Test]
    public void Every_scenario_binds_and_has_a_name_of_its_own()
    {
        var settings = Workspace.Settings();
        var features = FeatureFolder.Load(settings.Features);

        SpecBinder.Bind(features, settings.Pipeline.BusinessMetrics).Should().HaveSameCount(features.Scenarios).And.NotBeEmpty();
        features.Scenarios.Select(s => $"{s.Feature.Name}: {s.Name}").Should().OnlyHaveUniqueItems();
    }
}
