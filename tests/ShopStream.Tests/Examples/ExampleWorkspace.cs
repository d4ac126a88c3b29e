using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Examples;

/// <summary>A folder with examples and models of a test's own, on which `shopstream test` runs in this process.</summary>
internal sealed class ExampleWorkspace : IDisposable
{
    public const string Orders = """
        Given these orders in staging stg_orders:
          | order_id | user_id | order_date | status    |
          | 1        | 7       | 2025-11-28 | delivered |
          | 2        | 8       | 2025-11-28 | cancelled |
        And these order lines in core fact_orders:
          | order_item_id | order_id | date_key   | is_revenue | line_revenue | quantity |
          | 1             | 1        | 2025-11-28 | true       | 10.00        | 2        |
        When mart_sales_overview is built
        """;

    private readonly TestWorkspace place = new();

    public string In(string name) => place.In(name);

    /// <summary>One feature with one scenario of these steps, whose first line is line 4.</summary>
    public ExampleWorkspace With(string steps) => WithFeature($"Feature: F\n\nScenario: S\n{steps}\n");

    public ExampleWorkspace WithFeature(string text, string file = "a.feature")
    {
        place.With($"features/{file}", text);
        return this;
    }

    /// <summary>Models of its own instead of the shipped ones.</summary>
    public ExampleWorkspace WithModel(string file, string sql)
    {
        place.With($"models/{file}", sql);
        var settings = File.ReadAllText(Repository.SettingsFile)
            .Replace(
                "  </TestRunParameters>",
                $"<Parameter name=\"models\" value=\"{place.In("models")}\" />\n  </TestRunParameters>",
                StringComparison.Ordinal
            );
        place.With("own.runsettings", settings);
        return this;
    }

    public Task<ProgramOutput> TestAsync(params string[] options) => TestAsync(new Dictionary<string, string>(StringComparer.Ordinal), options);

    public Task<ProgramOutput> TestAsync(IReadOnlyDictionary<string, string> environment, params string[] options)
    {
        var own = place.In("own.runsettings");
        string[] settings = File.Exists(own) ? ["--settings", own] : [];
        return ShopProgram.RunAsync(environment, ["test", "--features", place.In("features"), "--work", place.In("work"), .. settings, .. options]);
    }

    public void Dispose() => place.Dispose();
}
