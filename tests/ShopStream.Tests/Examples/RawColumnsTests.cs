using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Examples;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Reconciliation;
using ShopStream.Sandbox;

namespace ShopStream.Tests.Examples;

/// <summary>The columns of raw tables are known without a source.</summary>
[TestFixture, Category("Fast")]
public sealed class RawColumnsTests
{
    [Test]
    public async Task Shipped_models_list_the_columns_of_the_source()
    {
        var options = new PipelineOptions
        {
            WorkFolder = "none",
            Lake = new LakeSettings("none/lake", "", ""),
            ModelsFolder = ModelProject.ShippedFolder,
            BusinessMetrics = new Dictionary<string, BusinessMetric>(StringComparer.Ordinal),
        };

        var tables = await RawColumns.ReadAsync(options, ShopSchema.Tables, CancellationToken.None);

        tables
            .ToDictionary(t => t.Dataset.Table, t => t.Columns.Select(c => (c.Name, c.Type)).ToList(), StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo(ShopSchema.Columns, options => options.WithStrictOrdering());
    }
}
