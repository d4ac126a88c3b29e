using ShopStream.Application.Composition;
using ShopStream.Application.Policy;
using ShopStream.Application.Progress;
using ShopStream.Application.Selection;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;
using ShopStream.Reports.Mutations;

namespace ShopStream.Application.Proving;

/// <summary>Mutation testing that has ended, with its report.</summary>
/// <param name="Report">The mutants and the score.</param>
/// <param name="Files">Where the report is.</param>
/// <param name="ExitCode">1 if the score is below the gate, 3 if the report could not be written.</param>
public sealed record ProveResult(MutationReport Report, MutationReportFiles Files, int ExitCode);

/// <summary>prove: mutation testing of the suite, on copies of what the last run left.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class ProveUseCase(TimeProvider clock)
{
    /// <param name="request">Selection of the mutants.</param>
    /// <param name="specs">The scenarios under test.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels the work; the copies are removed.</param>
    /// <exception cref="UsageException">The suite does not pass without a mutant, or settings, features or models are wrong.</exception>
    /// <exception cref="InfrastructureException">A system did not do its part.</exception>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public async Task<ProveResult> RunAsync(ProveRequest request, SelectedSpecs specs, WorkObserver observer, CancellationToken cancellationToken)
    {
        return await StoreAsync(request, await new MutationSession(request, specs, clock, observer).RunAsync(cancellationToken), observer, cancellationToken);
    }

    /// <summary>Mutation testing of the examples alone, with the mutants of the models. Nothing is connected to, and no run is needed.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<ProveResult> RunModelsAsync(ProveRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        request.ToOptions();
        return await StoreAsync(request, await new ModelProof(request.Settings, clock, observer).RunAsync(cancellationToken), observer, cancellationToken);
    }

    private static async Task<ProveResult> StoreAsync(ProveRequest request, MutationReport report, WorkObserver observer, CancellationToken cancellationToken)
    {
        var code = ExitCodePolicy.OfScore(report.Score, request.MinScore);
        try
        {
            await MutationReportWriter.WriteAsync(report, request.Settings.Out, cancellationToken);
        }
        catch (InfrastructureException e)
        {
            // Hours of work are not lost with the page: the host shows the score.
            observer.Warn($"report: not written: {e.Message} The score stands as it is shown.");
            code = ExitCodePolicy.Worst([code, e.ExitCode]);
        }
        return new ProveResult(report, MutationReportWriter.FilesOf(report, request.Settings.Out), code);
    }

    /// <summary>The SQL that would plant and remove the mutants. Nothing is planted.</summary>
    /// <param name="request">Selection of the mutants.</param>
    /// <param name="cancellationToken">Cancels the queries that draw them.</param>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public async Task<IReadOnlyList<MutantStatements>> SqlAsync(ProveRequest request, CancellationToken cancellationToken)
    {
        var options = request.ToOptions();
        await using var data = await StoredRun.OpenAsync(
            request.Settings.Pipeline.For("prove", WorkObserver.None),
            request.Settings.Date,
            null,
            clock,
            null,
            cancellationToken
        );
        return await MutationSql.OfAsync(request.Settings.Pipeline, data, options, cancellationToken);
    }
}
