using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Application.Starter;

/// <summary>init --from postgres: from a database that nobody has prepared to a green first verdict.</summary>
[TestFixture, Category("Live")]
internal sealed class PostgresStarterTests
{
    private const string Films = """
        CREATE SCHEMA films;
        CREATE TABLE films.film (film_id int PRIMARY KEY, title text NOT NULL, rating char(5), price numeric(6,2) NOT NULL,
            sequel_of int REFERENCES films.film);
        CREATE TABLE films.actor (actor_id int PRIMARY KEY, last_name text NOT NULL, email text);
        CREATE TABLE films.film_actor (film_id int REFERENCES films.film, actor_id int REFERENCES films.actor, PRIMARY KEY (film_id, actor_id));
        CREATE TABLE films.scene (film_id int, actor_id int, "Scene No" int, seconds int NOT NULL, PRIMARY KEY (film_id, actor_id, "Scene No"),
            FOREIGN KEY (film_id, actor_id) REFERENCES films.film_actor (film_id, actor_id));
        CREATE TABLE films.award (award_id int PRIMARY KEY, film_id int REFERENCES films.film);
        CREATE TABLE films."Box Office" (week date NOT NULL, "Taken EUR" numeric(12,2));
        CREATE TABLE films."Kritik" ("KritikId" int PRIMARY KEY, "FilmId" int NOT NULL REFERENCES films.film, "Größe (cm)" int);
        CREATE SCHEMA archive; CREATE TABLE archive.film (film_id int PRIMARY KEY REFERENCES films.film, note text);
        CREATE FOREIGN DATA WRAPPER other; CREATE SERVER other FOREIGN DATA WRAPPER other;
        CREATE FOREIGN TABLE films.elsewhere (id int) SERVER other;
        CREATE VIEW films.titles AS SELECT title FROM films.film;
        CREATE TABLE films.salaries (actor_id int PRIMARY KEY, amount numeric(10,2));
        INSERT INTO films.film SELECT i, 'Film ' || i, 'PG', i * 0.5, NULLIF(i / 2, 0) FROM generate_series(1, 60) AS i;
        INSERT INTO archive.film SELECT i, 'Print ' || i FROM generate_series(1, 40) AS i;
        INSERT INTO films.actor SELECT i, 'Name ' || i, 'a' || i || '@example.org' FROM generate_series(1, 30) AS i;
        INSERT INTO films.film_actor SELECT f, a FROM generate_series(1, 60) AS f, generate_series(1, 30) AS a WHERE (f + a) % 7 = 0;
        INSERT INTO films.scene SELECT film_id, actor_id, n, 10 * n FROM films.film_actor, generate_series(1, 2) AS n;
        INSERT INTO films."Kritik" SELECT i, i, 10 * i FROM generate_series(1, 40) AS i;
        INSERT INTO films."Box Office" SELECT date '2026-01-01' + 7 * i, i * 100.5 FROM generate_series(1, 20) AS i;
        """;

    [Test]
    public async Task Database_of_ones_own_reaches_a_green_verdict_and_suggestions()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Films);
        var reader = $"films_{database.Name}";
        await database.ExecuteAsync(
            $"CREATE ROLE {reader} LOGIN PASSWORD 'testing'; GRANT USAGE ON SCHEMA films, archive TO {reader}; "
                + $"GRANT SELECT ON ALL TABLES IN SCHEMA films, archive TO {reader}; "
                + $"REVOKE ALL ON films.salaries FROM {reader}"
        );
        using var folder = new TestWorkspace();
        var parts = new NpgsqlConnectionStringBuilder(database.As(reader));
        var address = $"postgresql://{reader}:testing@{parts.Host}:{parts.Port}/{parts.Database}";

        var password = new Dictionary<string, string>(StringComparer.Ordinal) { ["PGPASSWORD"] = "testing" };

        var init = await ShopProgram.RunAsync("init", "--from", "postgres", address, "--quiet", "--into", folder.Path);

        init.ExitCode.Should().Be(ExitCodes.Passed, $"{init}");
        init.Out.Should()
            .Contain("8 tables: \"Box Office\", Kritik, actor, award, film, film_actor, scene, \"archive.film\"")
            .And.Contain($"left out: films.salaries may not be read by {reader}")
            .And.Contain("left out: films.titles is a view")
            .And.Contain("left out: films.elsewhere is a foreign table")
            .And.Contain("no report shows actor.last_name, actor.email")
            .And.Contain("The password was not written: set PGPASSWORD.")
            .And.MatchRegex("[0-9]+ checks that hold today in 8 more features, for you to review")
            .And.MatchRegex("Passed all [0-9]+ scenarios")
            .And.Contain("no rows yet: award. Their checks are comments in features/arrival.feature.")
            .And.NotContain("Passed all 8 scenarios", "one verdict is shown, that of all features");
        foreach (
            var file in Directory
                .EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/.shopstream/", StringComparison.Ordinal))
        )
            (await File.ReadAllTextAsync(file)).Should().NotContain("testing", file);
        (await File.ReadAllTextAsync(folder.In("pipeline.runsettings")))
            .Should()
            .Contain("source.schema\" value=\"films\"")
            .And.Contain("actor, award, film, film_actor, scene, archive.film\"")
            .And.Contain("without one: &quot;Box Office&quot;");
        (await File.ReadAllTextAsync(folder.In("features/arrival.feature")))
            .Should()
            .Contain("raw scene matches source scene row for row on film_id, actor_id and \"Scene No\"")
            .And.Contain("every film_id and actor_id together in raw scene exist as film_id and actor_id in raw film_actor")
            .And.Contain("every film_id in raw film_actor exists as film_id in raw film")
            .And.Contain("every sequel_of in raw film exists as film_id in raw film", "a table may refer to itself")
            .And.Contain("every FilmId in raw Kritik exists as film_id in raw film")
            .And.Contain("every film_id in raw \"archive.film\" exists as film_id in raw film", "a reference may lead to another schema")
            .And.Contain("raw \"Box Office\" has as many rows as source \"Box Office\"")
            .And.Contain("    # No rows yet. Once there are some:\n    # And raw award matches source award row for row on award_id\n");
        string.Concat(Directory.EnumerateFiles(folder.In("features"), "raw_*.feature").Select(File.ReadAllText))
            .Should()
            .Contain("every film_id in raw film appears at least once as film_id in raw film_actor")
            .And.Contain("\"Größe (cm)\"")
            .And.NotContain("no film_id and actor_id together appear", "what a feature has is not suggested again")
            .And.NotContain("example.org");

        var again = await ShopProgram.RunAsync(
            password,
            [
                "check",
                "--quiet",
                "--settings",
                folder.In("pipeline.runsettings"),
                "--work",
                folder.In(".shopstream"),
                "--features",
                folder.In("features"),
                "--out",
                folder.In("reports"),
            ]
        );
        again.ExitCode.Should().Be(ExitCodes.Passed, $"{again}");
    }

    [Test]
    public async Task Tables_of_one_name_in_two_schemas_are_compared_each_with_its_own()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE film (id int PRIMARY KEY, price numeric);
            CREATE SCHEMA "Old Films"; CREATE TABLE "Old Films".film (id int PRIMARY KEY, price numeric);
            INSERT INTO film SELECT i, i FROM generate_series(1, 40) AS i;
            INSERT INTO "Old Films".film SELECT i, 2 * i FROM generate_series(1, 30) AS i;
            """
        );
        using var folder = new TestWorkspace();
        var source = LoadedShop.Source(database.ConnectionString);
        string[] options = ["--settings", folder.In("pipeline.runsettings"), "--work", folder.In(".shopstream"), "--out", folder.In("reports")];

        var init = await ShopProgram.RunAsync(source, "init", "--from", "postgres", "--quiet", "--into", folder.Path);

        init.ExitCode.Should().Be(ExitCodes.Passed, $"{init}");
        init.Out.Should().Contain("2 tables: film, \"Old Films.film\"");
        var specs = folder.Features(
            "source film has exactly 40 rows",
            "raw \"Old Films.film\" has exactly 30 rows",
            "source \"Old Films.film\" has exactly 30 rows",
            "the largest price in source \"Old Films.film\" is exactly 60",
            "the largest price in source \"Old Films.film\" is exactly 61"
        );
        var check = await ShopProgram.RunAsync(source, ["check", "--quiet", .. options, "--features", specs]);
        check.ExitCode.Should().Be(ExitCodes.Failed, $"{check}");
        check
            .Out.Should()
            .Contain("Failed 1 failed, 14 of 15 scenarios passed")
            .And.Contain("\"Old Films\".\"film\"", "the query to run again names the schema");
        var doctor = await ShopProgram.RunAsync(source, "doctor", "--settings", folder.In("pipeline.runsettings"), "--work", folder.In(".shopstream"));
        $"{doctor}".Should().NotContain("has no table");
        var setup = await ShopProgram.RunAsync(source, "setup", "postgres", "--settings", folder.In("pipeline.runsettings"));
        setup
            .Out.Should()
            .Contain("GRANT USAGE ON SCHEMA \"public\", \"Old Films\" TO")
            .And.Contain("GRANT SELECT ON \"public\".\"film\", \"Old Films\".\"film\" TO");
    }

    [Test]
    public async Task View_that_the_settings_name_is_extracted_and_a_foreign_table_is_refused_with_the_way_to_read_it()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE SCHEMA "Archiv"; CREATE TABLE "Archiv"."Größe" (id int PRIMARY KEY, "Höhe (cm)" int);
            INSERT INTO "Archiv"."Größe" SELECT i, 10 * i FROM generate_series(1, 30) AS i;
            CREATE VIEW "Archiv"."Große" AS SELECT * FROM "Archiv"."Größe" WHERE id > 10;
            CREATE FOREIGN DATA WRAPPER other; CREATE SERVER other FOREIGN DATA WRAPPER other; CREATE FOREIGN TABLE elsewhere (id int) SERVER other;
            """
        );
        using var folder = new TestWorkspace();
        var source = LoadedShop.Source(database.ConnectionString);
        var specs = folder.Features("raw \"Große\" matches source \"Große\" row for row on id", "raw \"Große\" has exactly 20 rows");
        string Settings(string tables) =>
            folder.With(
                "pipeline.runsettings",
                $"<RunSettings><TestRunParameters><Parameter name=\"source.tables\" value=\"{System.Security.SecurityElement.Escape(tables)}\" />"
                    + "<Parameter name=\"models\" value=\"none\" /><Parameter name=\"lake.json_tables\" value=\"none\" /></TestRunParameters></RunSettings>"
            );
        Task<ProgramOutput> RunAsync(string tables) =>
            ShopProgram.RunAsync(source, ["run", "--quiet", "--settings", Settings(tables), "--features", specs, .. folder.Options]);

        var view = await RunAsync("Archiv.\"Große\"");
        var foreign = await RunAsync("elsewhere");
        var three = await RunAsync("a.b.c");

        view.ExitCode.Should().Be(ExitCodes.Passed, $"{view}");
        foreign.ExitCode.Should().Be(ExitCodes.Usage, $"{foreign}");
        $"{foreign}".Should().Contain("has no table elsewhere").And.Contain("A foreign table is read through a materialized view");
        three.ExitCode.Should().Be(ExitCodes.Usage, $"{three}");
        $"{three}".Should().Contain("source.tables names 'a.b.c': expected table names separated by commas, or schema.table");
    }

    [Test]
    public async Task Catalog_alone_is_read_on_request()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE film (id int PRIMARY KEY)");
        using var folder = new TestWorkspace();

        var init = await ShopProgram.RunAsync(LoadedShop.Source(database.ConnectionString), "init", "--from", "postgres", "--no-run", "--into", folder.Path);

        init.ExitCode.Should().Be(ExitCodes.Passed, $"{init}");
        init.Out.Should().Contain("Next, there: shopstream run");
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("features", "pipeline.runsettings");
    }

    [Test]
    public async Task Table_that_only_links_others_has_a_sentence_for_its_survivors()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE film_actor (film_id int, actor_id int, PRIMARY KEY (film_id, actor_id));
            INSERT INTO film_actor SELECT f, a FROM generate_series(1, 60) AS f, generate_series(1, 30) AS a WHERE (f + a) % 7 = 0;
            """
        );
        using var folder = new TestWorkspace();
        var source = LoadedShop.Source(database.ConnectionString);
        (await ShopProgram.RunAsync(source, "init", "--from", "postgres", "--no-run", "--into", folder.Path)).ExitCode.Should().Be(ExitCodes.Passed);
        string[] options =
        [
            "--settings",
            folder.In("pipeline.runsettings"),
            "--work",
            folder.In("work"),
            "--features",
            folder.Features("raw film_actor is not empty"),
            "--out",
            folder.In("reports"),
        ];
        File.Delete(folder.In("features/arrival.feature"));
        var run = await ShopProgram.RunAsync(source, ["run", "--quiet", .. options]);
        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");

        var prove = await ShopProgram.RunAsync(source, ["prove", "--quiet", .. options]);

        $"{prove}".Should().Contain("raw film_actor matches source film_actor row for row on film_id and actor_id");
    }

    [Test]
    public async Task Schema_without_tables_names_those_that_have_some()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("CREATE SCHEMA films; CREATE TABLE films.film (id int PRIMARY KEY)");
        using var folder = new TestWorkspace();

        var output = await ShopProgram.RunAsync(
            LoadedShop.Source(database.ConnectionString),
            "init",
            "--from",
            "postgres",
            "--schema",
            "public",
            "--into",
            folder.Path
        );

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("the schema public has no table that can be extracted. Schemas with tables: films: name one with --schema");
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Test]
    public async Task Database_that_is_not_named_is_a_usage_error()
    {
        using var folder = new TestWorkspace();

        var output = await ShopProgram.RunAsync("init", "--from", "postgres", "--into", folder.Path);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("no database is named").And.Contain("postgresql://me@localhost/shop");
    }
}
