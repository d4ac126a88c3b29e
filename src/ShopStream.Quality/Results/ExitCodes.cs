namespace ShopStream.Quality.Results;

/// <summary>Exit codes of the process. Schedulers should retry only 3.</summary>
public static class ExitCodes
{
    /// <summary>All selected checks passed or warned.</summary>
    public const int Passed = 0;

    /// <summary>A check failed.</summary>
    public const int Failed = 1;

    /// <summary>Invalid usage, settings, feature or SQL: a retry without changes cannot succeed.</summary>
    public const int Usage = 2;

    /// <summary>A server, network or disk failed: a retry may succeed.</summary>
    public const int Infrastructure = 3;

    /// <summary>Nothing was selected, or a check could not be judged.</summary>
    public const int NotJudged = 4;

    /// <summary>Interrupted by Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
