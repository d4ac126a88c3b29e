using System.Globalization;
using ShopStream.Application.Composition;
using ShopStream.Application.Policy;
using ShopStream.Application.Progress;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Application.LakeContent;

/// <summary>What a lake holds.</summary>
/// <param name="Lake">Where it is, for people.</param>
/// <param name="Dates">In ascending order.</param>
public sealed record ListedLake(string Lake, IReadOnlyList<LakeDate> Dates);

/// <summary>How the files of a lake compare with their manifests.</summary>
/// <param name="Lake">Where it is, for people.</param>
/// <param name="Files">By date.</param>
/// <param name="NotJudged">Dates without a manifest.</param>
/// <param name="ExitCode">1 if a file differs, else 4 if a date has no manifest.</param>
public sealed record VerifiedLake(string Lake, IReadOnlyList<VerifiedFile> Files, IReadOnlyList<LakeDate> NotJudged, int ExitCode);

/// <summary>lake: lists and verifies what the lake holds. Nothing is changed.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class LakeUseCase(TimeProvider clock)
{
    private const string Stage = "verify";

    /// <param name="settings">Name the lake, and a date where only one is meant.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<ListedLake> ListAsync(ShopSettings settings, CancellationToken cancellationToken)
    {
        await using var lake = Lakes.Open(settings.Pipeline.Lake);
        return new ListedLake(lake.Description, await LakeListing.ReadAsync(lake, settings.Date, clock, cancellationToken));
    }

    /// <param name="settings">Name the lake, and a date where only one is meant.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="NothingToJudgeException">The lake has no files.</exception>
    /// <exception cref="InfrastructureException">A run writes a date and has not ended in time.</exception>
    public async Task<VerifiedLake> VerifyAsync(ShopSettings settings, WorkObserver observer, CancellationToken cancellationToken)
    {
        var options = settings.Pipeline.For("lake verify", observer);
        await using var locks = await DataLocks.ShareAsync(options, clock, cancellationToken);
        await using var lake = Lakes.Open(options.Lake);
        foreach (var date in await LakeListing.ReadAsync(lake, settings.Date, clock, cancellationToken))
            if (date.Manifest is not null)
                await locks.ShareAsync(date.Date, cancellationToken);
        // A run may have ended meanwhile.
        var dates = await LakeListing.ReadAsync(lake, settings.Date, clock, cancellationToken);
        if (dates.Count == 0)
            throw new NothingToJudgeException(
                $"there is nothing to verify: {lake.Description} has no files{Of(settings.Date)}. Run the pipeline first: shopstream run"
            );
        var files = await new Stages(observer.Progress.ForPipeline()).RunAsync(Stage, () => VerifyAsync(lake, dates, observer, cancellationToken));
        var notJudged = dates.Where(d => d.Manifest is null && d.Problem is null).ToList();
        return new VerifiedLake(lake.Description, files, notJudged, ExitCodePolicy.OfLake(files, notJudged));
    }

    private static async Task<List<VerifiedFile>> VerifyAsync(
        ILake lake,
        IReadOnlyList<LakeDate> dates,
        WorkObserver observer,
        CancellationToken cancellationToken
    )
    {
        var files = new List<VerifiedFile>();
        var total = dates.Sum(d => d.Files.Count);
        foreach (var date in dates)
        {
            await foreach (var file in LakeVerification.RunAsync(lake, date, cancellationToken))
            {
                files.Add(file);
                observer.Progress?.Report(
                    new WorkProgress(Stage)
                    {
                        Item = "files",
                        Done = files.Count,
                        Total = Math.Max(total, files.Count),
                        Unit = "files",
                    }
                );
            }
        }
        return files;
    }

    private static string Of(DateOnly? date) => date is { } day ? day.ToString("' of 'yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
}
