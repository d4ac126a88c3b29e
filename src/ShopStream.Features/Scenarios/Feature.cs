namespace ShopStream.Features.Scenarios;

/// <summary>The feature of one file.</summary>
/// <param name="Name">The text after "Feature:".</param>
/// <param name="Description">The free text below the name, without indentation; "" if there is none.</param>
/// <param name="File">The folder's name and the path below it, with '/', such as features/revenue/totals.feature.</param>
/// <param name="Line">The line of "Feature:", counted from 1.</param>
/// <param name="Tags">The feature's own tags with their @, distinct, in file order.</param>
public sealed record Feature(string Name, string Description, string File, int Line, IReadOnlyList<string> Tags)
{
    /// <summary>The language code of "# language:"; default "en".</summary>
    public string Language { get; init; } = "en";

    /// <summary>The full path of the file; null for a text that is in none.</summary>
    public string? Path { get; init; }
}

/// <summary>A scenario, or one example row of an outline, with the steps of its backgrounds.</summary>
public sealed record Scenario
{
    /// <summary>The feature that contains it.</summary>
    public required Feature Feature { get; init; }

    /// <summary>The name of the Gherkin rule that contains it; null if there is none.</summary>
    public string? Rule { get; init; }

    /// <summary>Unique within the feature: rows of an outline that share a name carry their values or a number.</summary>
    public required string Name { get; init; }

    /// <summary>The free text below the name, without indentation; "" if there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The line of the scenario, or of its example row.</summary>
    public required int Line { get; init; }

    /// <summary>The tags with their @, including those of the feature, the rule and the examples; distinct, in file order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The steps in file order; at least one is an outcome.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The location, as file:line.</summary>
    public string Place => $"{Feature.File}:{Line}";

    /// <summary>Whether it specifies a model by example: it has a When. All other scenarios are about the data of a run.</summary>
    public bool IsExample => Steps.Any(s => s.Type == StepType.Action);
}

/// <summary>The kind of a step; And, But and * have the kind of the step before them.</summary>
public enum StepType
{
    /// <summary>Given.</summary>
    Context,

    /// <summary>When.</summary>
    Action,

    /// <summary>Then.</summary>
    Outcome,
}

/// <summary>One step of a scenario.</summary>
/// <param name="Keyword">The keyword as written: Given, And, *, Angenommen, …</param>
/// <param name="Type">The kind of step that the keyword stands for.</param>
/// <param name="Text">The text after the keyword, with the values of the example row.</param>
/// <param name="File">See <see cref="Feature.File"/>.</param>
/// <param name="Line">The line of the step; for an example row the line in the outline.</param>
/// <param name="Table">The rows of its table, including the header; null if there is none.</param>
/// <param name="DocString">The text of its doc string; null if there is none.</param>
public sealed record Step(
    string Keyword,
    StepType Type,
    string Text,
    string File,
    int Line,
    IReadOnlyList<IReadOnlyList<string>>? Table = null,
    string? DocString = null
)
{
    /// <summary>The lines of the table's rows, the header included; empty if there is no table.</summary>
    public IReadOnlyList<int> TableLines { get; init; } = [];

    /// <summary>For each row of the table, in which column of its line each cell begins, from 1; empty if there is no table.</summary>
    public IReadOnlyList<IReadOnlyList<int>> TablePositions { get; init; } = [];

    /// <summary>The location, as file:line.</summary>
    public string Place => $"{File}:{Line}";

    /// <summary>Keyword and text.</summary>
    public string Sentence => $"{Keyword} {Text}";
}
