using ShopStream.Application.Policy;
using ShopStream.Application.Settings;
using ShopStream.Features.Linting;
using ShopStream.Features.Tags;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Linting;

/// <summary>What to lint.</summary>
public sealed record LintRequest
{
    /// <summary>The validated settings.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>The tag expressions that runs are started with. Default: @ci and @nightly.</summary>
    public IReadOnlyList<string> Selections { get; init; } = ["@ci", "@nightly"];

    /// <summary>Whether warnings give exit code 1, too. Default: false.</summary>
    public bool WarningsFail { get; init; }
}

/// <summary>What lint found.</summary>
/// <param name="Result">The issues.</param>
/// <param name="ColumnsNotCheckedReason">Why columns were not checked; null where they were.</param>
/// <param name="ExitCode">1 for errors, or for warnings that are to fail.</param>
public sealed record LintReport(FeatureLintResult Result, string? ColumnsNotCheckedReason, int ExitCode);

/// <summary>lint: what is wrong with the features, and what they do not cover. Nothing is connected to.</summary>
public static class LintUseCase
{
    /// <param name="request">What to lint.</param>
    /// <param name="cancellationToken">Cancels the reading of features and models.</param>
    /// <exception cref="UsageException">A tag expression is malformed, or the models cannot be read.</exception>
    public static async Task<LintReport> RunAsync(LintRequest request, CancellationToken cancellationToken)
    {
        var settings = request.Settings;
        var known = await KnownTables.ReadAsync(settings.Pipeline, settings.Tables, cancellationToken);
        var result = FeatureLint.Of(
            settings.Features,
            settings.Pipeline.BusinessMetrics,
            [.. request.Selections.Select(TagExpression.Parse)],
            known.Datasets,
            known.Tables,
            cancellationToken
        );
        return new LintReport(result, known.NotVisibleReason, ExitCodePolicy.OfLint(result.Errors, result.Warnings, request.WarningsFail));
    }
}
