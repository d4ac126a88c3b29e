using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>An outcome as symbol, word and colour.</summary>
internal static class Badge
{
    public static Html Badged(this Html html, Outcome outcome)
    {
        var word = OutcomeWords.Of(outcome);
        return html.Add($"""<span class="badge {word.Style}"><span aria-hidden="true">{word.Symbol}</span> {word.Word}</span> """);
    }

    public static Html Marked(this Html html, Outcome outcome)
    {
        var word = OutcomeWords.Of(outcome);
        return html.Add($"""<span class="mark {word.Style}"><span aria-hidden="true">{word.Symbol}</span> {word.Word}</span>""");
    }
}
