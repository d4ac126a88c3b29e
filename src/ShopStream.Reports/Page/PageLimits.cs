namespace ShopStream.Reports.Page;

/// <summary>Whose steps the page shows.</summary>
internal enum StepsOf
{
    All,
    NotPassed,
    None,
}

/// <summary>How much of a run a page holds. A run that makes too large a page is shown with less, and says so.</summary>
internal sealed record PageLimits
{
    /// <summary>No page is larger, in bytes of UTF-8.</summary>
    public const int MostBytes = 8_000_000;

    /// <summary>To how many scenarios a table of the lineage leads where nothing is cut.</summary>
    public const int AllLinks = 40;

    private const int LeastBytes = 2_000_000;
    private const int BytesOfScenario = 10_000;

    /// <summary>From nothing cut to hardly anything left. The last one fits whatever the run: all that it shows has a limit.</summary>
    public static IReadOnlyList<PageLimits> Steps { get; } =
    [
        new(),
        new() { Detail = StepsOf.NotPassed, Text = 4_000 },
        new() { Detail = StepsOf.NotPassed, Text = 1_000, Findings = 1_000, Rows = 50 },
        new() { Detail = StepsOf.NotPassed, Text = 500, Findings = 200, Brief = 5_000, Scenarios = 12_000, Lines = 1_000, Links = 10, Rows = 20 },
        new() { Detail = StepsOf.NotPassed, Text = 300, Findings = 100, Brief = 1_000, Scenarios = 4_000, Lines = 300, Links = 10, Rows = 10 },
        new() { Detail = StepsOf.NotPassed, Text = 300, Findings = 50, Brief = 500, Scenarios = 1_000, Lines = 100, Links = 5, Rows = 10 },
        new() { Detail = StepsOf.None, Text = 200, Findings = 20, Brief = 200, Scenarios = 300, Lines = 50, Links = 2 },
        new() { Detail = StepsOf.None, Text = 100, Findings = 0, Brief = 50, Scenarios = 50, Lines = 20, Figures = false },
    ];

    /// <summary>Whose steps are shown.</summary>
    public StepsOf Detail { get; init; }

    /// <summary>How many findings are shown in full.</summary>
    public int Findings { get; init; } = int.MaxValue;

    /// <summary>How many of the findings after them are named.</summary>
    public int Brief { get; init; } = int.MaxValue;

    /// <summary>How many scenarios are listed.</summary>
    public int Scenarios { get; init; } = int.MaxValue;

    /// <summary>How many changes of a kind, owners, and features without a listed scenario.</summary>
    public int Lines { get; init; } = int.MaxValue;

    /// <summary>To how many scenarios a table of the lineage leads.</summary>
    public int Links { get; init; } = AllLinks;

    /// <summary>How many rows of a step's table.</summary>
    public int Rows { get; init; } = 200;

    /// <summary>How many characters of a text, a query among them.</summary>
    public int Text { get; init; } = 20_000;

    /// <summary>Whether there are charts, dashboards, lineage, reconciling items and the tables of hops.</summary>
    public bool Figures { get; init; } = true;

    /// <summary>The last of the named findings.</summary>
    public int LastFinding => (int)Math.Min(int.MaxValue, (long)Findings + Brief);

    /// <summary>The most bytes of the page of so many scenarios: under 2 MB for 200, growing to <see cref="MostBytes"/>.</summary>
    public static int BytesFor(int scenarios) => (int)Math.Clamp((long)scenarios * BytesOfScenario, LeastBytes, MostBytes) - 1;
}
