namespace ShopStream.Application.Progress;

/// <summary>What a use case reports while it works. A host shows it or ignores it.</summary>
/// <param name="Progress">Receives progress updates, from several threads; null for none.</param>
/// <param name="Warn">Receives one line for each thing the user should know and the work goes on in spite of.</param>
public sealed record WorkObserver(IProgress<WorkProgress>? Progress, Action<string> Warn)
{
    /// <summary>Ignores everything.</summary>
    public static WorkObserver None { get; } = new(null, static _ => { });
}
