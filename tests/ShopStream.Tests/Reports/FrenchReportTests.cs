using System.Text;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.JUnit;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports;

[TestFixture, Category("Fast")]
public sealed class FrenchReportTests
{
    private const string Sentence = "raw orders compte autant de lignes que source orders";

    private static readonly RunResult French = Samples.Mixed with
    {
        Features = [new("Chaque ligne arrive", "Rien ne se perd.", "lignes.feature") { Language = "fr" }],
        Scenarios =
        [
            Samples.Mixed.Scenarios[0] with
            {
                Feature = "Chaque ligne arrive",
                Name = "Aucune commande ne se perd",
                File = "lignes.feature",
                Language = "fr",
                Steps =
                [
                    new("Étant donnée", "la dernière exécution", 5, null, null),
                    new(
                        "Alors",
                        Sentence,
                        10,
                        [
                            ["jeu de données"],
                            ["raw orders"],
                        ],
                        null
                    ),
                ],
                Checks = [Samples.Mixed.Scenarios[0].Checks[0] with { Sentence = Sentence }],
            },
        ],
    };

    [Test]
    public void Feature_texts_are_marked_with_their_language()
    {
        var page = XDocument.Parse(ReportPage.Render(French));

        var marked = page.Descendants().Where(e => e.Attribute("lang")?.Value is "fr").Select(e => e.Value).ToList();
        marked
            .Should()
            .Contain([
                "Chaque ligne arrive",
                "Rien ne se perd.",
                "Aucune commande ne se perd",
                "Étant donnée",
                "la dernière exécution",
                "Alors",
                Sentence,
                "jeu de données",
            ]);
        marked.Should().NotContain(t => t.Contains("4,999 rows", StringComparison.Ordinal), "measured values are in English");
        page.Root!.Attribute("lang")!.Value.Should().Be("en");
    }

    [Test]
    public void English_features_are_not_marked() =>
        XDocument.Parse(ReportPage.Render(Samples.Mixed)).Descendants().Where(e => e.Attribute("lang") is not null).Should().ContainSingle();

    [Test]
    public void JUnit_file_keeps_the_words_of_the_feature()
    {
        var text = Encoding.UTF8.GetString(JUnitReport.Render(French));

        text.Should().Contain("classname=\"Chaque ligne arrive\"").And.Contain("name=\"Aucune commande ne se perd\"").And.Contain($"{Sentence}: expected ");
    }

    [Test]
    public void Results_keep_the_language_and_default_to_English()
    {
        var json = ResultsJson.Write(French);

        ResultsJson.Read(json).Scenarios[0].Language.Should().Be("fr");
        ResultsJson.Read(json).Features[0].Language.Should().Be("fr");
        ResultsJson.Read(json.Replace("\"language\": \"fr\",", "", StringComparison.Ordinal)).Scenarios[0].Language.Should().Be("en");
    }
}
