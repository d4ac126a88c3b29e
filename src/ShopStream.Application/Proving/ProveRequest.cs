using System.Globalization;
using ShopStream.Application.Impact;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Proving;

/// <summary>Selection of the mutants, and how they are planted.</summary>
public sealed record ProveRequest
{
    /// <summary>The most mutants that are tested side by side.</summary>
    public const int MostJobs = 64;

    /// <summary>The validated settings. Their seed draws the mutants.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>How many mutants are drawn, from 1; null for all. Default: 500.</summary>
    public int? MutantCount { get; init; } = 500;

    /// <summary>How many mutants are tested side by side, 1 to <see cref="MostJobs"/>; null for the number of cores, at most 8, or 1 with Snowflake.</summary>
    public int? Jobs { get; init; }

    /// <summary>The least score that passes, in percent from 0 to 100; null for no gate.</summary>
    public decimal? MinScore { get; init; }

    /// <summary>What changed files can affect: only mutants of that are drawn; null for all.</summary>
    public ChangedFiles? Changed { get; init; }

    /// <exception cref="UsageException">A value is out of range.</exception>
    internal MutationOptions ToOptions()
    {
        if (MinScore is < 0 or > 100)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--min-score is {MinScore}: expected a percentage from 0 to 100"));
        var snowflake = Settings.Pipeline.Snowflake is not null;
        var jobs = Jobs ?? (snowflake ? 1 : Math.Clamp(Environment.ProcessorCount, 1, 8));
        if (jobs is < 1 or > MostJobs)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--jobs is {jobs}: expected a whole number from 1 to {MostJobs}"));
        if (snowflake && jobs > 1)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--jobs is {jobs}: Snowflake has one database for mutants, expected 1"));
        return new MutationOptions(Settings.Seed, MutantCount, jobs);
    }
}
