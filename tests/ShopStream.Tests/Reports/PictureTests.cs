using FluentAssertions;
using NUnit.Framework;
using ShopStream.Reports;
using SkiaSharp;

namespace ShopStream.Tests.Reports;

[Category("Slow")]
public sealed class PictureTests
{
    [Test]
    public async Task Every_chart_renders_as_a_picture_with_bars_and_text()
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-png-").FullName;
        try
        {
            var report = await ReportWriter.WriteAsync(Samples.WithMarts, folder, CancellationToken.None);
            var page = await File.ReadAllTextAsync(report.Page);

            var pictures = await ReportWriter.PicturesAsync(report.Results, CancellationToken.None);

            pictures.Should().HaveCount(page.Split("class=\"chart\"").Length - 1).And.HaveCountGreaterThan(8);
            foreach (var path in pictures)
            {
                using var bitmap = SKBitmap.Decode(path);
                bitmap.Width.Should().Be(904);
                var colours = new HashSet<SKColor>(bitmap.Pixels);
                colours.Should().Contain(SKColor.Parse("#ffffff")).And.Contain(SKColor.Parse("#18202b"), "the title of {0} is written", path);
                colours
                    .Where(c =>
                        c == SKColor.Parse("#2f6fb0") || c == SKColor.Parse("#b3541e") || c == SKColor.Parse("#2e7d32") || c == SKColor.Parse("#a61b14")
                    )
                    .Should()
                    .NotBeEmpty("{0} has a drawing", path);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
