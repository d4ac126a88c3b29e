namespace ShopStream.Quality.Results;

/// <summary>Severity of a scenario, in ascending order.</summary>
public enum Severity
{
    /// <summary>@info: reported, but fails the run only with --fail-on info.</summary>
    Info,

    /// <summary>@warning: fails the run with --fail-on warning or info.</summary>
    Warning,

    /// <summary>@critical, and the default of scenarios without a severity tag: fails the run.</summary>
    Critical,
}

/// <summary>Parses severities in tags and settings.</summary>
public static class Severities
{
    /// <summary>Highest severity of the tags; critical if there is none.</summary>
    public static Severity Of(IEnumerable<string> tags)
    {
        var named = tags.Select(t =>
                t switch
                {
                    "@info" => Severity.Info,
                    "@warning" => Severity.Warning,
                    "@critical" => Severity.Critical,
                    _ => (Severity?)null,
                }
            )
            .OfType<Severity>()
            .ToList();
        return named.Count == 0 ? Severity.Critical : named.Max();
    }

    /// <summary>Parses the lowest severity that fails a run: failure, warning or info.</summary>
    /// <exception cref="FormatException">The text is not one of the three.</exception>
    public static Severity ParseFailOn(string word) =>
        word switch
        {
            "failure" => Severity.Critical,
            "warning" => Severity.Warning,
            "info" => Severity.Info,
            _ => throw new FormatException($"'{word}' is not a severity: expected failure, warning or info"),
        };
}
