using ShopStream.Application.Progress;

namespace ShopStream.Cli.View;

/// <summary>
/// Progress as plain lines for a file or a pipe: one when a stage ends, and every 10 seconds one for each stage that still runs; a stage
/// without counts has none in its first 10 seconds.
/// </summary>
internal sealed class ProgressLines : IProgress<WorkProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly TextWriter to;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private readonly Dictionary<string, (StageState State, long Started)> running = new(StringComparer.Ordinal);

    /// <param name="to">Receives the lines; it is not disposed.</param>
    /// <param name="clock">Times the interval.</param>
    public ProgressLines(TextWriter to, TimeProvider clock)
    {
        (this.to, this.clock) = (to, clock);
        timer = clock.CreateTimer(_ => WriteRunning(), null, Interval, Interval);
    }

    /// <inheritdoc />
    public void Report(WorkProgress value)
    {
        lock (gate)
        {
            if (value.Ended is { } ended)
            {
                running.Remove(value.Stage);
                to.WriteLine(StageState.Line(value.Stage, StageState.Of(ended)));
                return;
            }
            if (!running.TryGetValue(value.Stage, out var stage))
                running[value.Stage] = stage = (new StageState(), clock.GetTimestamp());
            stage.State.Add(value);
        }
    }

    /// <summary>Writes a line of its own.</summary>
    public void Warn(string line)
    {
        lock (gate)
            to.WriteLine(line);
    }

    /// <summary>Stops the lines.</summary>
    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private void WriteRunning()
    {
        lock (gate)
        {
            foreach (var (name, (state, started)) in running)
            {
                var elapsed = clock.GetElapsedTime(started);
                if (state.Text() is { } text)
                    to.WriteLine(StageState.Line(name, text));
                else if (elapsed >= Interval)
                    to.WriteLine(StageState.Line(name, $"{StageState.Seconds(elapsed.TotalSeconds)} so far"));
            }
        }
    }
}
