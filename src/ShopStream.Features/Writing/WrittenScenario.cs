namespace ShopStream.Features.Writing;

/// <summary>A step to be written.</summary>
/// <param name="Text">The sentence, without a keyword.</param>
/// <param name="DocString">The text below it, such as custom SQL; null if there is none.</param>
public sealed record WrittenStep(string Text, string? DocString = null)
{
    /// <summary>Whether it comes after Given; otherwise after Then.</summary>
    public bool IsContext { get; init; }

    /// <summary>The rows of its table, the header included; null if there is none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Table { get; init; }
}

/// <summary>A scenario to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tags">With their @.</param>
/// <param name="Steps">Steps after Given come first.</param>
public sealed record WrittenScenario(string Name, IReadOnlyList<string> Tags, IReadOnlyList<WrittenStep> Steps);
