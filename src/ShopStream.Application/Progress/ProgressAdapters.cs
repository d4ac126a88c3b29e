using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Application.Progress;

/// <summary>Adapts what the pipeline and the sandbox report to <see cref="WorkProgress"/>.</summary>
internal static class ProgressAdapters
{
    /// <summary>The pipeline's progress; null for null.</summary>
    public static IProgress<StageProgress>? ForPipeline(this IProgress<WorkProgress>? progress) => progress is null ? null : new Pipeline(progress);

    /// <summary>The seeder's progress, as a stage.</summary>
    public static IProgress<SeedProgress> ForSeeder(this IProgress<WorkProgress>? progress, string stage) => new Seeder(progress, stage);

    // Both report at once and in order; System.Progress would not.
    private sealed class Pipeline(IProgress<WorkProgress> progress) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) =>
            progress.Report(
                new WorkProgress(value.Stage)
                {
                    Item = value.Item,
                    Done = value.Done,
                    Total = value.Total,
                    Unit = string.Equals(value.Stage, Stages.Extract, StringComparison.Ordinal) ? "bytes" : "rows",
                    Ended = value.Ended,
                }
            );
    }

    private sealed class Seeder(IProgress<WorkProgress>? progress, string stage) : IProgress<SeedProgress>
    {
        public void Report(SeedProgress value) =>
            progress?.Report(
                new WorkProgress(stage)
                {
                    Item = value.Step,
                    Done = value.Rows,
                    Total = value.Of,
                    // The last step is not a table.
                    Unit = value.Step.Contains(' ', StringComparison.Ordinal) ? value.Step : "rows",
                }
            );
    }
}
