using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>The colours of the five outcomes on the console.</summary>
internal static class OutcomeColours
{
    public static string Of(Outcome outcome) =>
        outcome switch
        {
            Outcome.Passed => "green",
            Outcome.Warned => "yellow",
            Outcome.NotJudged => "blue",
            _ => "red",
        };
}
