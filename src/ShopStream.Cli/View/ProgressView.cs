using ShopStream.Application.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ShopStream.Cli.View;

/// <summary>How far long work is, on stderr: bars on a terminal, plain lines elsewhere, nothing when quiet.</summary>
internal static class ProgressView
{
    /// <summary>Shows the progress of some work until it ends. Warnings are lines on stderr.</summary>
    /// <param name="host">Its stderr is written to.</param>
    /// <param name="quiet">Whether no progress is shown.</param>
    /// <param name="work">Receives the observer to report to.</param>
    public static async Task<T> ShowAsync<T>(CommandHost host, bool quiet, Func<WorkObserver, Task<T>> work)
    {
        if (quiet)
            return await work(new WorkObserver(null, host.Error.WriteLine));
        if (host.ErrorIsLive)
            return await ShowBarsAsync(host, work);
        await using var lines = new ProgressLines(host.Error, TimeProvider.System);
        return await work(new WorkObserver(lines, lines.Warn));
    }

    private static async Task<T> ShowBarsAsync<T>(CommandHost host, Func<WorkObserver, Task<T>> work)
    {
        // A line between bars would be drawn over.
        var warnings = new List<string>();
        try
        {
            return await host.ErrorConsole()
                .Progress()
                .AutoClear(false)
                .HideCompleted(false)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SecondsColumn(), new SpinnerColumn())
                .StartAsync(context => work(new WorkObserver(new Bars(context), warnings.Add)));
        }
        finally
        {
            foreach (var warning in warnings)
                host.Error.WriteLine(warning);
        }
    }

    private sealed class Bars(ProgressContext context) : IProgress<WorkProgress>
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, (ProgressTask Task, StageState State)> stages = new(StringComparer.Ordinal);

        public void Report(WorkProgress value)
        {
            lock (gate)
            {
                if (!stages.TryGetValue(value.Stage, out var stage))
                    stages[value.Stage] = stage = (
                        context.AddTask(StageState.Line(value.Stage, ""), autoStart: true, maxValue: 1).IsIndeterminate(),
                        new StageState()
                    );
                var (task, state) = stage;
                state.Add(value);
                if (value.Ended is { } ended)
                {
                    task.IsIndeterminate(false).Value(task.MaxValue);
                    task.Description = Markup.Escape(StageState.Line(value.Stage, StageState.Size(ended)));
                    task.StopTask();
                }
                else if (value.Item is not null)
                {
                    if (state.Total is > 0 and var total)
                        task.IsIndeterminate(false).MaxValue(total).Value(Math.Min(state.Done, total));
                    task.Description = Markup.Escape(StageState.Line(value.Stage, state.Short()));
                }
            }
        }
    }

    private sealed class SecondsColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.ElapsedTime is { } elapsed ? $"{StageState.Seconds(elapsed.TotalSeconds), 8}" : "");

        public override int? GetColumnWidth(RenderOptions options) => 8;
    }
}
