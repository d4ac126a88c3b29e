using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Cli;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Application.Settings;

/// <summary>Checks the settings table, and what is generated from it.</summary>
[TestFixture, Category("Fast")]
internal sealed class SettingsTableTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private static readonly IReadOnlyDictionary<string, string> Shipped = SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings"));

    [TestCase("settings.md")]
    [TestCase("settings.schema.json")]
    public void Page_is_that_of_the_table(string file) =>
        File.ReadAllText(Path.Combine(Clone.Root, "docs", file))
            .Should()
            .Be(
                file.EndsWith(".md", StringComparison.Ordinal) ? SettingsDocs.Markdown() : SettingsDocs.Schema(),
                $"write it again: shopstream settings --format {(file.EndsWith(".md", StringComparison.Ordinal) ? "md" : "schema")} > docs/{file}"
            );

    [Test]
    public void Names_are_distinct() => SettingsTable.All.Select(s => s.Name).Should().OnlyHaveUniqueItems();

    [Test]
    public void Defaults_are_values_of_their_kind() =>
        SettingsTable.All.Where(s => s.Default.Length > 0 && !s.Kind.Accepts(s.Default)).Select(s => s.Name).Should().BeEmpty();

    [Test]
    public void Shipped_file_has_the_defaults()
    {
        var other = Shipped
            .Where(s => !s.Key.StartsWith("rule.", StringComparison.Ordinal))
            .Where(s => !string.Equals(s.Value, SettingsTable.Find(s.Key)!.Default, StringComparison.Ordinal) && s.Value is not "none");

        other.Select(s => $"{s.Key}={s.Value}").Should().BeEmpty();
    }

    [Test]
    public void Every_option_that_is_a_setting_is_in_the_table()
    {
        var options = Program
            .BuildRootCommand()
            .Subcommands.Single(c => c.Name is "run")
            .Options.OfType<System.CommandLine.Option<string>>()
            .Where(o => !SettingsTable.All.Any(s => string.Equals(s.Option, o.Name, StringComparison.Ordinal)))
            .Select(o => o.Name[2..].Replace('-', '_'))
            .Where(o => o is not ("settings" or "baseline"));

        options.Should().NotBeEmpty().And.OnlyContain(o => SettingsTable.Find(o) != null);
    }

    [TestCase("source.connections", "0", "source.connections is '0': expected a whole number from 1 to 4")]
    [TestCase("source.deadline", "soon", "source.deadline is 'soon': expected a whole number of seconds from 1 to 86400")]
    [TestCase("source.deadline.orders", "0", "source.deadline.orders is '0': expected a whole number of seconds from 1 to 86400")]
    [TestCase("warehouse", "oracle", "warehouse is 'oracle': expected duckdb (the default), snowflake, or, with pipeline = external, postgres")]
    [TestCase("warehouse.memory_limit", "much", "warehouse.memory_limit is 'much': expected a size such as 512MB, 1GB or 1.5GiB")]
    [TestCase("date", "28/11/2025", "date is '28/11/2025': expected a day as yyyy-MM-dd, such as 2025-11-28")]
    [TestCase("source.conections", "3", "there is no setting source.conections")]
    [TestCase("rule.revenue.on.orders", "x", "there is no setting rule.revenue.on.orders")]
    public void Wrong_value_is_named_with_what_is_expected(string name, string value, string message) =>
        FluentActions
            .Invoking(() =>
                ShopSettings.From(
                    new Dictionary<string, string>(Shipped, StringComparer.Ordinal) { [name] = value },
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    _ => null,
                    "file"
                )
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage($"*{message}*");

    [Test]
    public void Schema_accepts_the_shipped_file()
    {
        using var schema = JsonDocument.Parse(SettingsDocs.Schema());

        Shipped.Where(s => !Accepts(schema.RootElement, s.Key, s.Value)).Select(s => s.Key).Should().BeEmpty();
    }

    [TestCase("scale", "many")]
    [TestCase("fail_on", "error")]
    [TestCase("sources", "x")]
    [TestCase("date", "2025-11-28T00:00")]
    public void Schema_rejects_what_is_not_a_setting_or_not_its_value(string name, string value)
    {
        using var schema = JsonDocument.Parse(SettingsDocs.Schema());

        Accepts(schema.RootElement, name, value).Should().BeFalse();
    }

    // The keywords that the schema uses.
    private static bool Accepts(JsonElement schema, string name, string value)
    {
        if (!schema.GetProperty("properties").TryGetProperty(name, out var property))
        {
            var family = schema
                .GetProperty("patternProperties")
                .EnumerateObject()
                .FirstOrDefault(f => Regex.IsMatch(name, f.Name, RegexOptions.None, Deadline));
            if (family.Value.ValueKind is JsonValueKind.Undefined)
                return schema.GetProperty("additionalProperties").GetBoolean();
            property = family.Value;
        }
        return (!property.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(value, pattern.GetString()!, RegexOptions.None, Deadline))
            && (
                !property.TryGetProperty("enum", out var words)
                || words.EnumerateArray().Any(w => string.Equals(w.GetString(), value, StringComparison.Ordinal))
            );
    }
}
