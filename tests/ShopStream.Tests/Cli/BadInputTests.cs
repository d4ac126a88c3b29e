using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Cli;

/// <summary>What is wrong before anything connects: the message says where, what was found, what was expected or what to do.</summary>
[TestFixture, Category("Fast")]
public sealed class BadInputTests
{
    private TestWorkspace place = null!;

    [SetUp]
    public void Open() => place = new TestWorkspace();

    [TearDown]
    public void Close() => place.Dispose();

    [Test]
    public async Task All_unknown_sentences_are_reported_with_location_and_nearest_match()
    {
        var features = place.Features("email is never nil in raw users", "raw orders is not empty", "price in raw products is never negativ");

        var output = await RunAsync("--features", features);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output
            .Error.Should()
            .Match(
                "*features/a.feature:3: no sentence matches 'email is never nil in raw users'*is never null in*features/a.feature:7: "
                    + "no sentence matches 'price in raw products is never negativ'*is never negative*"
            );
        output.Error.Should().Contain("shopstream steps");
        NothingHappened(output);
    }

    // Such a word would be taken for an argument, or for the value of the option before it.
    [TestCase("'--out' is not an option of shopstream suggest.", "suggest", "--all", "--out", "x")]
    [TestCase("'--intoo' is not an option of shopstream suggest. Did you mean --into?", "suggest", "raw", "orders", "--intoo", "x")]
    [TestCase("'--quite' is not an option of shopstream check. Did you mean --quiet?", "check", "--tags", "--quite")]
    [TestCase("'--form' is not an option of shopstream reconcile. Did you mean --from?", "reconcile", "--form", "source orders")]
    [TestCase("'--page' is not an option of shopstream report.", "report", "--page")]
    [TestCase("'--dat' is not an option of shopstream lake verify. Did you mean --date?", "lake", "verify", "--work", "--dat")]
    public async Task Unknown_option_is_not_taken_for_an_argument(string says, params string[] arguments)
    {
        var output = await ShopProgram.RunAsync(arguments);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().StartWith(says);
        output.Error.Should().NotContain("leave out");
    }

    [Test]
    public async Task Syntax_error_is_reported_with_file_and_line()
    {
        place.With("features/b.feature", "Feature: B\n  Scenario: S\n    Given the latest run\n    Thn raw orders is not empty\n");

        var output = await RunAsync("--features", place.In("features"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain("features/b.feature:4:").And.Contain("Thn raw orders is not empty");
        NothingHappened(output);
    }

    [Test]
    public async Task Invalid_table_name_is_rejected_before_connecting()
    {
        var output = await RunAsync("--features", place.Features("raw orders; drop table orders is not empty"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain("features/a.feature:3:").And.Contain("orders; drop table orders");
        NothingHappened(output);
    }

    [Test]
    public async Task A_query_of_two_statements_is_refused()
    {
        place.With(
            "features/c.feature",
            "Feature: C\n  Scenario: S\n    Then this query finds no rows in raw:\n      \"\"\"\n      SELECT 1 AS a; DROP TABLE orders\n      \"\"\"\n"
        );

        var output = await RunAsync("--features", place.In("features"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain("features/c.feature:3:").And.Contain("one ");
        NothingHappened(output);
    }

    [Test]
    public async Task An_empty_features_folder_leaves_nothing_to_judge()
    {
        Directory.CreateDirectory(place.In("features"));

        var output = await RunAsync("--features", place.In("features"));

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        output.Error.Should().Contain($"there is no .feature file in '{place.In("features")}'").And.Contain("--features DIR");
        NothingHappened(output);
    }

    [Test]
    public async Task Missing_features_folder_is_reported()
    {
        var output = await RunAsync("--features", place.In("nowhere"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain($"there is no folder '{place.In("nowhere")}'").And.Contain("--features DIR");
    }

    [TestCase("@ci and", "character 8", "expected a tag such as @ci")]
    [TestCase("ci", "'ci'", "@ci")]
    [TestCase("(@ci", "expected", ")")]
    public async Task Invalid_tag_expression_is_reported_with_its_position(string tags, string where, string expected)
    {
        var output = await RunAsync("--tags", tags);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain($"'{tags}'").And.Contain(where).And.Contain(expected);
        NothingHappened(output);
    }

    [Test]
    public async Task Tags_that_select_nothing_leave_nothing_to_judge_and_name_the_nearest()
    {
        var output = await RunAsync("--tags", "@nigthly");

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        output.Error.Should().MatchRegex(@"--tags '@nigthly' selects none of the \d+ scenarios").And.Contain("did you mean @nightly?");
        NothingHappened(output);
    }

    [TestCase("--date", "2025-02-30", "--date is '2025-02-30': expected a day as yyyy-MM-dd")]
    [TestCase("--date", "28.11.2025", "--date is '28.11.2025': expected a day as yyyy-MM-dd")]
    [TestCase("--scale", "0", "--scale is '0': expected a whole number from 1 to 100000")]
    [TestCase("--scale", "1.5", "--scale is '1.5': expected a whole number")]
    [TestCase("--scale", "-3", "--scale is '-3': expected a whole number")]
    [TestCase("--seed", "x", "--seed is 'x': expected a whole number")]
    public async Task Invalid_value_is_reported_with_its_option(string option, string value, string message)
    {
        var output = await RunAsync(option, value);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().StartWith(message);
        NothingHappened(output);
    }

    [Test]
    public async Task All_invalid_settings_are_reported_with_file_and_nearest_name()
    {
        var file = place.With(
            "my.runsettings",
            """
            <RunSettings><TestRunParameters>
              <Parameter name="sorce.host" value="db" />
              <Parameter name="checks.deadline" value="soon" />
              <Parameter name="source.tables" value="users, orders; drop table orders" />
              <Parameter name="warehouse.memory_limit" value="a lot" />
            </TestRunParameters></RunSettings>
            """
        );

        var output = await RunAsync("--settings", file);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output
            .Error.Split('\n')
            .Should()
            .Contain($"{file}: there is no setting sorce.host; did you mean source.host or source.port?")
            .And.Contain($"{file}: checks.deadline is 'soon': expected a whole number of seconds from 1 to 86400")
            .And.Contain(
                $"{file}: source.tables names 'orders; drop table orders': expected table names separated by commas, or schema.table: "
                    + "letters, digits and _, or any other name in straight double quotes, such as \"Order Details\" (a quote inside is doubled)"
            )
            .And.Contain($"{file}: warehouse.memory_limit is 'a lot': expected a size such as 512MB, 1GB or 1.5GiB");
        NothingHappened(output);
    }

    [TestCase("<RunSettings>\n<TestRunParameters>\n</RunSettings>", ":3: the settings cannot be read:")]
    [TestCase("<R><TestRunParameters>\n<Parameter value=\"1\" />\n</TestRunParameters></R>", ":2: a Parameter has no name")]
    [TestCase("<R><TestRunParameters>\n\n<Parameter name=\"scale\" />\n</TestRunParameters></R>", ":3: the setting scale has no value")]
    [TestCase(
        "<R><TestRunParameters>\n<Parameter name=\"scale\" value=\"1\" />\n<Parameter name=\"scale\" value=\"2\" />\n</TestRunParameters></R>",
        ":3: the setting scale occurs twice"
    )]
    public async Task Unreadable_settings_file_is_reported_with_its_line(string text, string message)
    {
        var file = place.With("my.runsettings", text);

        var output = await RunAsync("--settings", file);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().StartWith(file + message);
        NothingHappened(output);
    }

    [Test]
    public async Task Missing_settings_file_is_reported()
    {
        var output = await RunAsync("--settings", place.In("no.runsettings"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain(place.In("no.runsettings")).And.Contain("--settings FILE");
    }

    [TestCase("chek", "Unrecognized command or argument 'chek'. Did you mean check?", "Help: shopstream --help")]
    [TestCase("run --tag @ci", "Unrecognized command or argument '--tag'. Did you mean --tags?", "Help: shopstream run --help")]
    [TestCase("run --scale", "Required argument missing for option: '--scale'.", "Help: shopstream run --help")]
    [TestCase("check --scale 2", "Unrecognized command or argument '--scale'.", "Help: shopstream check --help")]
    [TestCase("seed", "Option '--into' is required.", "Help: shopstream seed --help")]
    [TestCase("", "Required command was not provided.", "Help: shopstream --help")]
    public async Task Invalid_command_line_points_to_help(string arguments, string message, string help)
    {
        var output = await ShopProgram.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Split('\n').Should().Contain(message).And.Contain(help);
        output.Out.Should().BeEmpty();
    }

    [TestCase("chek --json")]
    [TestCase("run --json --tag @ci")]
    [TestCase("check --scale 2 --json")]
    [TestCase("run --json --scale")]
    [TestCase("run --json postgres://me:pw-zq@db/shop")]
    [TestCase("run --json --lake-endpoint https://key:pw-zq@s3.example")]
    public async Task Invalid_command_line_with_json_ends_with_one_verdict_and_no_secret(string arguments)
    {
        var output = await ShopProgram.RunAsync(arguments.Split(' '));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Out.Should().MatchRegex("""^\{"outcome":"error","exitCode":2,"problem":"[^\n]+"\}\n$""");
        $"{output}".Should().NotContain("pw-zq");
    }

    [Test]
    public async Task Report_of_a_missing_run_is_an_error()
    {
        var named = await ShopProgram.RunAsync("report", place.In("nowhere"));
        var newest = await ShopProgram.RunAsync("report", "--out", place.In("reports"));

        named.ExitCode.Should().Be(ExitCodes.Usage);
        named.Error.Should().Contain(place.In("nowhere")).And.Contain("results.json");
        newest.ExitCode.Should().Be(ExitCodes.Usage);
        newest.Error.Should().Contain($"there is no results.json below {place.In("reports")}");
    }

    [Test]
    public async Task A_check_before_any_run_has_nothing_to_judge()
    {
        var output = await ShopProgram.RunAsync(["check", .. place.Options, "--json"]);

        output.ExitCode.Should().Be(ExitCodes.NotJudged);
        output.Error.Should().Contain("there is nothing to check").And.Contain("shopstream run");
        output.Out.Should().MatchRegex("""^\{"outcome":"notJudged","exitCode":4,"problem":"[^\n]+"\}\n$""");
    }

    // A caller that reads stdout needs no log: the last line is the verdict, whatever went wrong.
    [TestCase("--dat", "run", "--dat", "2025-11-28", "--json")]
    [TestCase("yesterday", "run", "--date", "yesterday", "--json")]
    [TestCase("rnu", "rnu", "--json")]
    [TestCase("--faults is now --mutants", "prove", "--faults", "3", "--json")]
    [TestCase("argument", "lake", "ls", "more", "--json=true")]
    [TestCase("--from", "backfill", "--to", "2025-11-07", "--json")]
    [TestCase("nowhere.runsettings", "check", "--settings", "nowhere.runsettings", "--json")]
    [TestCase("--json", "steps", "--json")]
    [TestCase("ommand", "--json")]
    public async Task Usage_error_ends_with_a_verdict(string said, params string[] arguments)
    {
        var output = await ShopProgram.RunAsync(arguments);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        using var verdict = System.Text.Json.JsonDocument.Parse(output.Out.TrimEnd('\n').Split('\n')[^1]);
        verdict.RootElement.GetProperty("outcome").GetString().Should().Be("error");
        verdict.RootElement.GetProperty("exitCode").GetInt32().Should().Be(ExitCodes.Usage);
        verdict.RootElement.GetProperty("problem").GetString().Should().Contain(said);
        output.Error.Should().NotBeEmpty("people read it there");
    }

    [Test]
    public async Task Without_json_a_usage_error_writes_nothing_to_stdout() => (await ShopProgram.RunAsync("run", "--dat")).Out.Should().BeEmpty();

    [Test]
    public async Task Work_folder_that_is_a_file_is_reported()
    {
        var file = place.With("file", "");

        var output = await ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PGHOST"] = "127.0.0.1", ["PGPORT"] = "1" },
            "run",
            "--work",
            file,
            "--out",
            place.In("reports")
        );

        output.ExitCode.Should().Be(ExitCodes.Infrastructure);
        output.Out.Should().Contain($"the work folder {file} cannot be written").And.Contain("--work DIR");
    }

    // A server that refuses every connection: whoever connected would say so.
    private Task<ProgramOutput> RunAsync(params string[] arguments) =>
        ShopProgram.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PGHOST"] = "127.0.0.1", ["PGPORT"] = "1" },
            ["run", .. place.Options, .. arguments]
        );

    private void NothingHappened(ProgramOutput output)
    {
        output.Out.Should().BeEmpty();
        output.Error.Should().NotContain("127.0.0.1");
        Directory.Exists(place.In("work")).Should().BeFalse();
        Directory.Exists(place.In("reports")).Should().BeFalse();
    }
}
