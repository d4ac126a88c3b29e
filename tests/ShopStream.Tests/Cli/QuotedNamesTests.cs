using System.Security;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>Tables and columns whose names need quotes, from the source to the report.</summary>
[TestFixture, Category("Live")]
internal sealed class QuotedNamesTests
{
    internal const string Schema = """"
        CREATE TABLE "Order Details" ("Order ID" int PRIMARY KEY, "Unit Price" numeric(10,2) NOT NULL,
            quantity int NOT NULL, "Line Total" numeric(12,2) NOT NULL, "Prénom" text, "📦" text NOT NULL,
            "select" int NOT NULL, "a.b" int NOT NULL, "say ""hi""" text NOT NULL, "50 %" int NOT NULL,
            "C:\temp" text, "a/b" text, " led" int NOT NULL, "Sold At" timestamptz NOT NULL, "« Réf »" text);
        INSERT INTO "Order Details" SELECT i, i * 1.25, 1 + i % 5, i * 1.25 * (1 + i % 5), 'Zoé', CASE WHEN i % 2 = 0 THEN 'box' ELSE 'bag' END,
            i % 7, i % 3, 'x' || i, i % 10, 'y', 'z', i, timestamptz '2025-11-01 12:00Z' + i * interval '1 hour', NULL FROM generate_series(1, 200) AS i;
        CREATE TABLE "a.b" ("Order ID" int PRIMARY KEY, "Zone" text NOT NULL);
        INSERT INTO "a.b" SELECT i, CASE WHEN i % 3 = 0 THEN 'north' ELSE 'south' END FROM generate_series(1, 200) AS i;
        CREATE TABLE "say ""hi"", ../x\y%2F" (id int PRIMARY KEY); INSERT INTO "say ""hi"", ../x\y%2F" VALUES (1), (2);
        CREATE TABLE "select" (id int PRIMARY KEY); INSERT INTO "select" VALUES (1);
        CREATE TABLE ".." (id int PRIMARY KEY); INSERT INTO ".." VALUES (1);
        CREATE TABLE "été 📦" (id int PRIMARY KEY); INSERT INTO "été 📦" VALUES (1);
        """";

    private const string Tables = """"
        "Order Details", "a.b", "say ""hi"", ../x\y%2F", select, "..", "été 📦"
        """";

    private const string Mart = """"
        {{ config(unique_key='Day') }}
        SELECT CAST(d."Sold At" AS DATE) AS "Day",
            CAST(SUM(CASE WHEN {{ rule('sales', 'd') }} THEN d."Line Total" ELSE 0 END) AS DECIMAL(38, 2)) AS "Total Sales"
        FROM {{ source('raw', 'Order Details') }} AS d
        GROUP BY 1
        """";

    private const string Core = """"
        {{ config(unique_key='Order ID') }}
        SELECT "Order ID", "Line Total" AS "Größe", CAST("Sold At" AS DATE) AS "Tag" FROM {{ source('raw', 'Order Details') }}
        """";

    private const string OnCore = """"
        {{ config(unique_key='Tag') }}
        SELECT "Tag", CAST(SUM("Größe") AS DECIMAL(38, 2)) AS "Größe" FROM {{ ref('Détail 📦') }} GROUP BY 1
        """";

    private const string Feature = """"
        Feature: Quoted names

          @critical
          Scenario: Sales reach the mart
            Then sales in source "Order Details" reconciles with sales in mart mart_sales by day to the cent
            And sales in source "Order Details" reconciles with sales in raw "Order Details" by day and zone to the cent

          Scenario: The details are whole
            Then raw "Order Details" has as many rows as source "Order Details"
            And no "Order ID" appears more than once in raw "Order Details"
            And no "📦", "Order ID" and "a.b" together appear more than once in raw "Order Details"
            And "Unit Price" is never null in raw "Order Details"
            And every "Order ID" in raw "Order Details" exists as "Order ID" in raw "a.b"
            And every "Order ID" in raw "Order Details" exists as "Order ID" in source "a.b"
            And "📦" in raw "Order Details" is one of box, bag
            And "Line Total" equals "Unit Price" * quantity in every row of raw "Order Details"
            And "Prénom" in raw "Order Details" matches Zo.
            And raw "Order Details" matches source "Order Details" row for row on "Order ID"
            And raw "Order Details" matches source "Order Details" row for row on "Order ID" comparing "say ""hi""", "C:\temp", "50 %" and " led"
            And lake "Order Details" agrees with its manifest
            And lake "say ""hi"", ../x\y%2F" agrees with its manifest
            And raw ".." matches source ".." row for row on id
            And raw select is not empty

          Scenario: Models with such names are built
            Then core "Détail 📦" has as many rows as raw "Order Details"
            And no "Order ID" appears more than once in core "Détail 📦"
            And the sum of "Größe" in core "Détail 📦" equals the sum of "Line Total" in raw "Order Details" exactly
            And mart "Größe 'je' Tag" is not empty
        """";

    private const string Settings = """"
        <RunSettings>
          <TestRunParameters>
            <Parameter name="source.tables" value="{0}" />
            <Parameter name="models" value="{1}" />
            <Parameter name="features" value="{2}" />
            <Parameter name="samples" value="full" />
            <Parameter name='source.deadline."Order Details"' value="60" />
            <Parameter name='source.columns."a.b"' value='"Order ID", "Zone"' />
            <Parameter name="personal" value='names, "Order Details"."Prénom"' />
            <Parameter name="rule.sales" value='"a.b" is at most 1' />
            <Parameter name='rule.sales.in."Order Details"' value='"Line Total" where rule;
                lookup "a.b" by "Order ID" = "Order ID"; row line: "Order ID"; day: "Sold At"; zone: "a.b"."Zone"' />
            <Parameter name="rule.sales.in.mart_sales" value='"Total Sales"; day: "Day"' />
          </TestRunParameters>
        </RunSettings>
        """";

    [Test]
    public async Task Names_in_quotes_pass_through_every_layer_and_command()
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        var settings = SettingsIn(place, Feature);
        var source = LoadedShop.Source(database.ConnectionString);
        Task<ProgramOutput> Shop(params string[] arguments) => ShopProgram.RunAsync(source, arguments);

        var run = await Shop(["run", "--quiet", "--settings", settings, "--date", "2025-11-28", .. place.Options]);
        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");
        var check = await Shop(["check", "--settings", settings, .. place.Options]);
        check.ExitCode.Should().Be(ExitCodes.Passed, $"{check}");
        var verify = await Shop(["lake", "verify", "--settings", settings, "--work", place.In("work")]);
        verify.ExitCode.Should().Be(ExitCodes.Passed, $"{verify}");
        foreach (var command in new[] { "plan", "models", "owners" })
        {
            var offline = await Shop([command, "--settings", settings]);
            offline.ExitCode.Should().Be(ExitCodes.Passed, $"{command}: {offline}");
        }
        var lint = await Shop(["lint", "--settings", settings, "--work", place.In("work"), "--select", "@critical", "--select", "not @critical"]);
        lint.Out.Should().Contain("source \"été 📦\": no sentence names this table", $"{lint}").And.NotContain("Unbound");
        var list = await Shop(["lake", "ls", "--settings", settings, "--work", place.In("work")]);
        list.Out.Should().Contain("raw/postgres/-4Frder-20-44etails/2025-11-28/-4Frder-20-44etails_20251128.csv");
        var doctor = await Shop(["doctor", "--settings", settings, "--work", place.In("work")]);
        doctor.Out.Should().Contain("6 tables can be read", $"{doctor}");
        var setup = await Shop(["setup", "postgres", "--settings", settings]);
        setup.Out.Should().Contain("""GRANT SELECT ON "public"."Order Details", "public"."a.b", "public"."say ""hi"", ../x\y%2F", """, $"{setup}");

        await PlantAsync(place, "UPDATE raw.\"Order Details\" SET \"Line Total\" = \"Line Total\" + 0.01, \"📦\" = 'crate' WHERE \"Order ID\" = 7");
        var failed = await Shop(["check", "--settings", settings, .. place.Options]);
        failed.ExitCode.Should().Be(ExitCodes.Failed, $"{failed}");
        failed
            .Out.Should()
            .Contain("\"Order ID\"=7, \"📦\"=crate")
            .And.Contain("\"Order ID\"=7: \"Line Total\" expected 26.25, found 26.26; \"📦\" expected bag, found crate");
        var reconcile = await Shop([
            "reconcile",
            "sales",
            "--by",
            "day",
            "--from",
            "source Order Details",
            "--to",
            "raw \"Order Details\"",
            "--settings",
            settings,
            "--work",
            place.In("work"),
        ]);
        reconcile.Out.Should().Contain("line=7: amount changed");
    }

    [Test]
    public async Task Suggested_sentences_bind_and_pass_and_catch_mutants()
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        var settings = SettingsIn(place, Feature);
        var source = LoadedShop.Source(database.ConnectionString);
        Task<ProgramOutput> Shop(params string[] arguments) => ShopProgram.RunAsync(source, arguments);
        (await Shop(["run", "--quiet", "--settings", settings, "--date", "2025-11-28", .. place.Options])).ExitCode.Should().Be(ExitCodes.Passed);

        var suggest = await Shop(["suggest", "--all", "--into", place.In("suggested"), "--settings", settings, "--work", place.In("work")]);
        suggest.ExitCode.Should().Be(ExitCodes.Passed, $"{suggest}");
        Directory
            .GetFiles(place.In("suggested"))
            .Select(Path.GetFileName)
            .Should()
            .HaveCount(21)
            .And.Contain("raw_-4Frder-20-44etails.feature")
            .And.Contain("lake_-2E-2E.feature")
            .And.Contain("source_select.feature");
        foreach (var dataset in new[] { ["raw", "Order Details"], ["raw Order Details"], new[] { "raw \"Order Details\"" } })
            (await Shop(["suggest", .. dataset, "--settings", settings, "--work", place.In("work")]))
                .Out.Should()
                .Contain("Then no \"Order ID\" appears more than once in raw \"Order Details\"")
                .And.Contain("\"Line Total\" equals \"Unit Price\" * quantity in every row of raw \"Order Details\"")
                .And.Contain("\"say \"\"hi\"\"\" is never null");
        var check = await Shop(["check", "--settings", settings, "--features", place.In("suggested"), .. place.Options]);
        check.ExitCode.Should().Be(ExitCodes.Passed, $"{check}");

        var prove = await Shop(["prove", "--mutants", "40", "--settings", settings, .. place.Options]);
        prove.ExitCode.Should().BeOneOf([ExitCodes.Passed, ExitCodes.Failed], $"{prove}");
        prove.Out.Should().NotContain("error", $"{prove}");
    }

    [Test]
    public async Task Names_in_quotes_are_named_in_French()
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Schema);
        var settings = SettingsIn(
            place,
            """"
            # language: fr
            Fonctionnalité: Noms entre guillemets

              Scénario: Les détails sont complets
                Étant données les seules lignes de raw "a.b" où "Order ID" vaut au moins 1
                Alors raw "Order Details" compte autant de lignes que source "Order Details"
                Et aucune combinaison de "📦", "Order ID" et "say ""hi""" n’apparaît plus d’une fois dans raw "Order Details"
                Et "Prénom" n'est jamais nul dans raw "Order Details"
                Et "Line Total" est égal à "Unit Price" * quantity dans chaque ligne de raw "Order Details"
                Et Zone n'est jamais nul dans raw "a.b"
                Et " led" dans raw "Order Details" vaut au moins 1
                Et la somme de "Line Total" dans source "Order Details" est égale à la somme de "Line Total" dans raw "Order Details" au centime près
                Et raw "Order Details" correspond à source "Order Details" ligne à ligne sur "Order ID"
                Et sales dans source "Order Details" concorde avec sales dans mart mart_sales par jour au centime près
            """"
        );

        var run = await ShopProgram.RunAsync(
            LoadedShop.Source(database.ConnectionString),
            ["run", "--quiet", "--settings", settings, "--date", "2025-11-28", .. place.Options]
        );
        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");
    }

    [TestCase(
        """CREATE TABLE "Order Details" (id int PRIMARY KEY, "a	b" text)""",
        "\"Order Details\"",
        "a column of source \"Order Details\", *has a control character*rename it*source.columns.<table>*"
    )]
    [TestCase(
        """CREATE TABLE "Order Details" (id int PRIMARY KEY); CREATE TABLE "order details" (id int PRIMARY KEY)""",
        "\"Order Details\", \"order details\"",
        "*source.tables names \"order details\" more than once (the warehouse ignores case)*"
    )]
    [TestCase(
        """CREATE TABLE "Order Details" ("Name" text, name text)""",
        "\"Order Details\"",
        "source \"Order Details\" has more than one column name (the warehouse ignores case)*"
    )]
    [TestCase(
        """CREATE TABLE "Order Details" (id int PRIMARY KEY)""",
        "\"Order Detials\"",
        "*has no table \"Order Detials\"; did you mean \"Order Details\"?*"
    )]
    [TestCase(
        """CREATE TABLE "Order Details" (id int PRIMARY KEY)""",
        "Order Details",
        "*source.tables names 'Order Details': expected table names separated by commas, *in straight double quotes, such as \"Order Details\"*"
    )]
    [TestCase(
        """CREATE TABLE "Order Details" (id int PRIMARY KEY)""",
        "“Order Details”",
        "*source.tables names '“Order Details”': expected table names *in straight double quotes*"
    )]
    [TestCase("""CREATE TABLE "Order Details" (id int PRIMARY KEY)""", "\"Order Details", "*source.tables: \"Order Details is not a name: expected *")]
    [TestCase("""CREATE TABLE "Order Details" (id int PRIMARY KEY)""", "\"a\tb\"", "*source.tables*control character*")]
    [TestCase("""CREATE TABLE "Order Details" (id int PRIMARY KEY)""", "\"\"", "*source.tables: \"\" is an empty name*")]
    [TestCase("""CREATE TABLE "Order Details" (id int PRIMARY KEY)""", "\"éééééééééééééééééééééééééééééééééé\"", "*source.tables names*too long*63 bytes*")]
    public async Task Name_that_cannot_be_used_is_refused_before_data_is_moved(string schema, string tables, string message)
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(schema);
        place.With("models/marts/m.sql", "SELECT 1 AS one");
        place.With("features/f.feature", "Feature: f\n  Scenario: s\n    Then mart m is not empty\n");
        var settings = place.With(
            "quoted.runsettings",
            $"""
            <RunSettings><TestRunParameters>
              <Parameter name="source.tables" value="{SecurityElement.Escape(tables).Replace("\t", "&#9;", StringComparison.Ordinal)}" />
              <Parameter name="models" value="{place.In("models")}" />
              <Parameter name="features" value="{place.In("features")}" />
            </TestRunParameters></RunSettings>
            """
        );

        var run = await ShopProgram.RunAsync(
            LoadedShop.Source(database.ConnectionString),
            ["run", "--quiet", "--settings", settings, "--date", "2025-11-28", .. place.Options]
        );

        run.ExitCode.Should().Be(ExitCodes.Usage, $"{run}");
        $"{run.Out}\n{run.Error}".Should().Match("*" + message.Trim('*') + "*");
        (Directory.Exists(place.In("work/lake/raw")) ? Directory.GetFiles(place.In("work/lake/raw"), "*.csv", SearchOption.AllDirectories) : [])
            .Should()
            .BeEmpty();
    }

    private static async Task PlantAsync(TestWorkspace place, string sql)
    {
        await using var warehouse = new DuckDBConnection($"Data Source={place.In("work/warehouse.duckdb")}");
        await warehouse.OpenAsync();
        await using var command = warehouse.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static string SettingsIn(TestWorkspace place, string feature)
    {
        place.With("models/marts/mart_sales.sql", Mart);
        place.With("models/core/Détail 📦.sql", Core);
        place.With("models/marts/Größe 'je' Tag.sql", OnCore);
        place.With("features/quoted.feature", feature);
        return place.With(
            "quoted.runsettings",
            Settings
                .Replace("{0}", SecurityElement.Escape(Tables), StringComparison.Ordinal)
                .Replace("{1}", place.In("models"), StringComparison.Ordinal)
                .Replace("{2}", place.In("features"), StringComparison.Ordinal)
        );
    }
}
