namespace ShopStream.Reports.Page;

/// <summary>The scenarios whose steps the page shows.</summary>
internal enum StepsOf
{
    All,
    NotPassed,
    None,
}

/// <summary>How much of a run a page shows. If the page gets too large, it is rendered with less and says what is missing.</summary>
internal sealed record PageLimits
{
    /// <summary>Maximum page size, in bytes of UTF-8.</summary>
    public const int MostBytes = 8_000_000;

    /// <summary>Scenarios linked per lineage table if nothing is truncated.</summary>
    public const int AllLinks = 40;

    private const int LeastBytes = 2_000_000;
    private const int BytesOfScenario = 10_000;

    /// <summary>From everything to almost nothing. The last step fits every run, because everything it shows is limited.</summary>
    public static IReadOnlyList<PageLimits> Steps { get; } =
    [
        new(),
        new() { Detail = StepsOf.NotPassed, Text = 4_000 },
        new()
        {
            Detail = StepsOf.NotPassed,
            Text = 1_000,
            Findings = 1_000,
            Rows = 50,
        },
        new()
        {
            Detail = StepsOf.NotPassed,
            Text = 500,
            Findings = 200,
            Brief = 5_000,
            Scenarios = 12_000,
            Lines = 1_000,
            Links = 10,
            Rows = 20,
        },
        new()
        {
            Detail = StepsOf.NotPassed,
            Text = 300,
            Findings = 100,
            Brief = 1_000,
            Scenarios = 4_000,
            Lines = 300,
            Links = 10,
            Rows = 10,
        },
        new()
        {
            Detail = StepsOf.NotPassed,
            Text = 300,
            Findings = 50,
            Brief = 500,
            Scenarios = 1_000,
            Lines = 100,
            Links = 5,
            Rows = 10,
        },
        new()
        {
            Detail = StepsOf.None,
            Text = 200,
            Findings = 20,
            Brief = 200,
            Scenarios = 300,
            Lines = 50,
            Links = 2,
        },
        new()
        {
            Detail = StepsOf.None,
            Text = 100,
            Findings = 0,
            Brief = 50,
            Scenarios = 50,
            Lines = 20,
            Figures = false,
        },
    ];

    /// <summary>The scenarios whose steps are shown.</summary>
    public StepsOf Detail { get; init; }

    /// <summary>Maximum number of findings shown in full.</summary>
    public int Findings { get; init; } = int.MaxValue;

    /// <summary>Maximum number of further findings shown on one line.</summary>
    public int Brief { get; init; } = int.MaxValue;

    /// <summary>Maximum number of scenarios.</summary>
    public int Scenarios { get; init; } = int.MaxValue;

    /// <summary>Maximum number of changes of each kind, of owners, and of features without a listed scenario.</summary>
    public int Lines { get; init; } = int.MaxValue;

    /// <summary>Maximum number of scenarios linked per lineage table.</summary>
    public int Links { get; init; } = AllLinks;

    /// <summary>Maximum number of rows of a step's table.</summary>
    public int Rows { get; init; } = 200;

    /// <summary>Maximum number of characters of a text or query.</summary>
    public int Text { get; init; } = 20_000;

    /// <summary>Whether charts, dashboards, lineage, reconciling items and the layer tables are shown.</summary>
    public bool Figures { get; init; } = true;

    /// <summary>The number of the last finding shown.</summary>
    public int LastFinding => (int)Math.Min(int.MaxValue, (long)Findings + Brief);

    /// <summary>The size limit for a number of scenarios, in bytes: below 2 MB for 200 scenarios, growing to <see cref="MostBytes"/>.</summary>
    public static int BytesFor(int scenarios) => (int)Math.Clamp((long)scenarios * BytesOfScenario, LeastBytes, MostBytes) - 1;
}
