using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Specs;

// Outside of the namespace ShopStream.Specs, whose set-up fixture runs the pipeline: the fast lane needs no server.
namespace ShopStream.SpecFiles;

/// <summary>Reads and binds the specs in the fast lane, without connecting to anything.</summary>
[TestFixture, Category("Fast")]
public sealed class FeatureFileTests
{
    [Test]
    public void Every_scenario_binds_and_has_a_unique_name()
    {
        var settings = Workspace.Settings();
        var features = FeatureFolder.Load(settings.Features);

        var bound = SpecBinder.BindAll(features, settings.Pipeline.BusinessMetrics);
        (bound.Specifications.Count + bound.Examples.Count).Should().Be(features.Scenarios.Count);
        bound.Specifications.Should().NotBeEmpty();
        bound.Examples.Should().NotBeEmpty();
        features.Scenarios.Select(s => $"{s.Feature.Name}: {s.Name}").Should().OnlyHaveUniqueItems();
    }
}
