namespace ShopStream.Quality.Results;

/// <summary>What the process returns. Schedulers retry 3 and nothing else.</summary>
public static class ExitCodes
{
    /// <summary>All that was selected passed; warnings are included.</summary>
    public const int Passed = 0;

    /// <summary>A check failed.</summary>
    public const int Failed = 1;

    /// <summary>Usage, settings, a feature or SQL is wrong: somebody has to change something.</summary>
    public const int Usage = 2;

    /// <summary>Infrastructure: worth a retry.</summary>
    public const int Infrastructure = 3;

    /// <summary>Nothing was selected, or something could not be judged.</summary>
    public const int NotJudged = 4;

    /// <summary>Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
