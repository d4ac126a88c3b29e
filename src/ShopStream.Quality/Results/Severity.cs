namespace ShopStream.Quality.Results;

/// <summary>How grave it is when a scenario does not hold, the gravest last.</summary>
public enum Severity
{
    /// <summary>@info: good to know. Told, and raised by nothing but --fail-on info.</summary>
    Info,

    /// <summary>@warning: to be looked at. Raised by --fail-on warning.</summary>
    Warning,

    /// <summary>@critical, and every scenario that says nothing else: fails the run.</summary>
    Critical,
}

/// <summary>Severities as tags and settings have them.</summary>
public static class Severities
{
    /// <summary>The strictest that the tags name; critical where they name none.</summary>
    public static Severity Of(IEnumerable<string> tags)
    {
        var named = tags.Select(t => t switch { "@info" => Severity.Info, "@warning" => Severity.Warning, "@critical" => Severity.Critical, _ => (Severity?)null }).OfType<Severity>().ToList();
        return named.Count == 0 ? Severity.Critical : named.Max();
    }

    /// <summary>The least severity that fails a run: failure, warning or info.</summary>
    /// <exception cref="FormatException">None of the three.</exception>
    public static Severity ParseFailOn(string word) => word switch
    {
        "failure" => Severity.Critical,
        "warning" => Severity.Warning,
        "info" => Severity.Info,
        _ => throw new FormatException($"'{word}' is none of failure, warning and info"),
    };
}
