using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ShopStream.Cli.View;

/// <summary>How far a run is, on stderr: bars on a terminal, a line for each stage elsewhere, nothing when quiet.</summary>
internal static class ProgressView
{
    public static Task<T> ShowAsync<T>(CommandHost host, bool quiet, Func<IProgress<StageProgress>?, Task<T>> work)
    {
        if (quiet) return work(null);
        if (!host.ErrorIsLive) return work(new Lines(host.Error));
        return host.ErrorConsole().Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SecondsColumn(), new SpinnerColumn())
            .StartAsync(context => work(new Bars(context)));
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    private static IEnumerable<string> Size(StageResult stage)
    {
        if (stage.Rows is { } rows) yield return string.Create(CultureInfo.InvariantCulture, $"{rows:#,##0} rows");
        if (stage.Bytes is { } bytes) yield return string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,##0.0} MB");
    }

    // As wide as the longest stage's name: what follows stands in a column.
    private static string Named(string stage, string what) => $"{stage,-10} {VisibleCharacters.Line(what)}";

    private sealed class Lines(TextWriter to) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Ended is { } stage) to.WriteLine(Named(stage.Name, string.Join(", ", Size(stage).Prepend(Seconds(stage.Seconds)))));
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
                    stages[value.Stage] = stage = (context.AddTask(Named(value.Stage, ""), autoStart: true, maxValue: 1).IsIndeterminate(), new(StringComparer.Ordinal));
                if (value.Ended is { } ended)
                {
                    stage.Task.IsIndeterminate(false).Value(stage.Task.MaxValue);
                    stage.Task.Description = Markup.Escape(Named(value.Stage, string.Join(", ", Size(ended))));
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
                task.Description = Markup.Escape(Named(name, item));
            }
            else
            {
                task.Description = Markup.Escape(Named(name, string.Create(CultureInfo.InvariantCulture, $"{done / 1e6:#,##0} MB")));
            }
        }
    }

    private sealed class SecondsColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.ElapsedTime is { } elapsed ? $"{Seconds(elapsed.TotalSeconds),8}" : "");

        public override int? GetColumnWidth(RenderOptions options) => 8;
    }
}
