using System.Globalization;

namespace ShopStream.Reports.Integrations;

/// <summary>Why an attempt to deliver something failed.</summary>
/// <param name="Message">What happened, without secrets.</param>
/// <param name="IsTransient">Whether another attempt can succeed.</param>
/// <param name="Wait">How long the receiver asks to wait; null if it does not.</param>
internal sealed record DeliveryProblem(string Message, bool IsTransient, TimeSpan? Wait = null);

/// <summary>Repeats a delivery that failed for a transient reason, after a pause that grows; three attempts in all.</summary>
/// <param name="clock">Measures the pauses.</param>
/// <param name="pause">Pause before the first repetition; null means half a second. The second is four times as long.</param>
internal sealed class Repetition(TimeProvider clock, TimeSpan? pause = null)
{
    /// <summary>The longest pause that a receiver can ask for.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private const int Attempts = 3;

    /// <param name="attempt">Delivers; returns null on success.</param>
    /// <param name="cancellationToken">Cancels a pause.</param>
    /// <exception cref="DeliveryException">All attempts failed, or one for a reason that stays.</exception>
    public async Task RunAsync(Func<Task<DeliveryProblem?>> attempt, CancellationToken cancellationToken)
    {
        var wait = pause ?? TimeSpan.FromMilliseconds(500);
        for (var count = 1; await attempt() is { } problem; count++, wait *= 4)
        {
            if (!problem.IsTransient)
                throw new DeliveryException(problem.Message);
            if (problem.Wait > LongestPause)
                throw new DeliveryException(
                    string.Create(CultureInfo.InvariantCulture, $"{problem.Message}; it asks to wait for {problem.Wait.Value.TotalSeconds:0} s")
                );
            if (count == Attempts)
                throw new DeliveryException(string.Create(CultureInfo.InvariantCulture, $"{problem.Message} (tried {Attempts} times)"));
            await Task.Delay(problem.Wait is { } asked && asked > TimeSpan.Zero ? asked : wait, clock, cancellationToken);
        }
    }
}
