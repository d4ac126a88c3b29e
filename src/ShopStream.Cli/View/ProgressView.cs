using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Verdicts;
using Spectre.Console;

namespace ShopStream.Cli.View;

/// <summary>How far a run is, on stderr: bars on a terminal, a line for each stage elsewhere, nothing when quiet.</summary>
internal static class ProgressView
{
    public static Task<T> ShowAsync<T>(bool quiet, Func<IProgress<StageProgress>?, Task<T>> work)
    {
        if (quiet) return work(null);
        if (Console.IsErrorRedirected) return work(new Lines());
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(context => work(new Bars(context)));
    }

    private static string Size(StageResult stage)
    {
        var rows = stage.Rows is { } r ? string.Create(CultureInfo.InvariantCulture, $", {r:#,##0} rows") : "";
        var bytes = stage.Bytes is { } b ? string.Create(CultureInfo.InvariantCulture, $", {b / 1e6:#,##0.0} MB") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{stage.Seconds:0.0} s{rows}{bytes}");
    }

    private sealed class Lines : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Ended is { } stage) Console.Error.WriteLine($"{stage.Name,-10} {Size(stage)}");
        }
    }

    private sealed class Bars(ProgressContext context) : IProgress<StageProgress>
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, (ProgressTask Task, Dictionary<string, (long Done, long? Total)> Items)> stages = new(StringComparer.Ordinal);

        public void Report(StageProgress value)
        {
            lock (gate)
            {
                if (!stages.TryGetValue(value.Stage, out var stage))
                    stages[value.Stage] = stage = (context.AddTask(value.Stage, autoStart: true, maxValue: 1).IsIndeterminate(), new(StringComparer.Ordinal));
                if (value.Ended is { } ended)
                {
                    stage.Task.IsIndeterminate(false).Value(stage.Task.MaxValue);
                    stage.Task.Description = Markup.Escape($"{value.Stage}  {Size(ended)}");
                    stage.Task.StopTask();
                }
                else if (value.Item is { } item)
                {
                    stage.Items[item] = (value.Done, value.Total);
                    Show(value.Stage, item, stage.Task, stage.Items);
                }
            }
        }

        private static void Show(string name, string item, ProgressTask task, Dictionary<string, (long Done, long? Total)> items)
        {
            var done = items.Values.Sum(i => i.Done);
            if (items.Values.All(i => i.Total is not null) && items.Values.Max(i => i.Total ?? 0) is > 0 and var total)
            {
                task.IsIndeterminate(false).MaxValue(total).Value(Math.Min(items[item].Done, total));
                task.Description = Markup.Escape($"{name}  {item}");
            }
            else
            {
                task.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{name}  {done / 1e6:#,##0} MB"));
            }
        }
    }
}
