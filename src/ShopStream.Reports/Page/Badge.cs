using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders an outcome as symbol, word and colour.</summary>
internal static class Badge
{
    public static Html Badged(this Html html, Outcome outcome) => html.Badged(OutcomeWords.Of(outcome));

    /// <summary>The badge of a scenario or of one of its checks.</summary>
    public static Html Badged(this Html html, Outcome outcome, Severity severity) => html.Badged(OutcomeWords.Of(outcome, severity));

    public static Html Marked(this Html html, Outcome outcome) => html.Marked(OutcomeWords.Of(outcome));

    /// <inheritdoc cref="Badged(Html, Outcome, Severity)" />
    public static Html Marked(this Html html, Outcome outcome, Severity severity) => html.Marked(OutcomeWords.Of(outcome, severity));

    private static Html Badged(this Html html, OutcomeWord word) =>
        html.Add($"""<span class="badge {word.Style}"><span aria-hidden="true">{word.Symbol}</span> {word.Word}</span> """);

    private static Html Marked(this Html html, OutcomeWord word) =>
        html.Add($"""<span class="mark {word.Style}"><span aria-hidden="true">{word.Symbol}</span> {word.Word}</span>""");
}
