namespace ShopStream.Features;

/// <summary>A feature: one subject, one file.</summary>
/// <param name="Name">As written behind "Feature:".</param>
/// <param name="Description">The free text below the name, without indentation; "" where there is none.</param>
/// <param name="File">The folder's name and the path below it, with '/': features/revenue/totals.feature.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Tags">With their @, distinct, in their order.</param>
public sealed record Feature(string Name, string Description, string File, int Line, IReadOnlyList<string> Tags)
{
    /// <summary>As "# language:" has it; default en.</summary>
    public string Language { get; init; } = "en";
}

/// <summary>A scenario, or one example row of an outline; background steps are included.</summary>
public sealed record Scenario
{
    /// <summary>Where it belongs.</summary>
    public required Feature Feature { get; init; }

    /// <summary>The name of the rule around it; null where there is none.</summary>
    public string? Rule { get; init; }

    /// <summary>Unique in its feature: rows of an outline carry their values where the name would not tell them apart.</summary>
    public required string Name { get; init; }

    /// <summary>The free text below the name, without indentation; "" where there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The line of the scenario, or of its example row.</summary>
    public required int Line { get; init; }

    /// <summary>With their @, including those of the feature, the rule and the examples; distinct, in their order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>In their order; at least one is an outcome.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>file:line.</summary>
    public string Place => $"{Feature.File}:{Line}";
}

/// <summary>What a step does; And, But and * do what the step before them does.</summary>
public enum StepType
{
    /// <summary>Given.</summary>
    Context,

    /// <summary>When.</summary>
    Action,

    /// <summary>Then.</summary>
    Outcome,
}

/// <summary>One sentence of a scenario.</summary>
/// <param name="Keyword">As written: Given, And, *, Angenommen, …</param>
/// <param name="Type">What the keyword means here.</param>
/// <param name="Text">Behind the keyword, with the values of the example row.</param>
/// <param name="File">See <see cref="Feature.File"/>.</param>
/// <param name="Line">Where it is written, also for an outline's row.</param>
/// <param name="Table">The rows of the table below it, header included; null where there is none.</param>
/// <param name="DocString">The text in quotes below it; null where there is none.</param>
public sealed record Step(
    string Keyword, StepType Type, string Text, string File, int Line, IReadOnlyList<IReadOnlyList<string>>? Table = null, string? DocString = null)
{
    /// <summary>file:line.</summary>
    public string Place => $"{File}:{Line}";

    /// <summary>Keyword and text.</summary>
    public string Sentence => $"{Keyword} {Text}";
}
