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
        CREATE TABLE films."Box Office" (week date NOT NULL, "Taken EUR" numeric(12,2));
        CREATE TABLE films."Kritik" ("KritikId" int PRIMARY KEY, "FilmId" int NOT NULL REFERENCES films.film, "Größe (cm)" int);
        CREATE SCHEMA archive; CREATE TABLE archive.film (film_id int PRIMARY KEY);
        CREATE VIEW films.titles AS SELECT title FROM films.film;
        CREATE TABLE films.salaries (actor_id int PRIMARY KEY, amount numeric(10,2));
        INSERT INTO films.film SELECT i, 'Film ' || i, 'PG', i * 0.5, NULLIF(i / 2, 0) FROM generate_series(1, 60) AS i;
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
            $"CREATE ROLE {reader} LOGIN PASSWORD 'testing'; GRANT USAGE ON SCHEMA films TO {reader}; GRANT SELECT ON ALL TABLES IN SCHEMA films TO {reader}; "
                + $"REVOKE ALL ON films.salaries FROM {reader}"
        );
        using var folder = new TestWorkspace();
        var parts = new NpgsqlConnectionStringBuilder(database.As(reader));
        var address = $"postgresql://{reader}:testing@{parts.Host}:{parts.Port}/{parts.Database}";

        var init = await ShopProgram.RunAsync("init", "--from", "postgres", address, "--schema", "films", "--into", folder.Path);

        init.ExitCode.Should().Be(ExitCodes.Passed, $"{init}");
        init.Out.Should()
            .Contain("6 tables: \"Box Office\", Kritik, actor, film, film_actor, scene")
            .And.Contain($"left out: salaries may not be read by {reader}")
            .And.Contain("left out: titles is a view")
            .And.Contain("no report shows actor.last_name, actor.email")
            .And.Contain("The password was not written: set PGPASSWORD.");
        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file)).Should().NotContain("testing");

        string[] options = ["--settings", folder.In("pipeline.runsettings"), "--work", folder.In("work")];
        string[] specs = ["--features", folder.In("features"), "--out", folder.In("reports")];
        var password = new Dictionary<string, string>(StringComparer.Ordinal) { ["PGPASSWORD"] = "testing" };

        var run = await ShopProgram.RunAsync(password, ["run", "--quiet", .. options, .. specs]);
        run.ExitCode.Should().Be(ExitCodes.Passed, $"{run}");
        run.Out.Should().Contain("Passed all 6 scenarios");
        (await File.ReadAllTextAsync(folder.In("features/tables.feature")))
            .Should()
            .Contain("raw scene matches source scene row for row on film_id, actor_id and \"Scene No\"")
            .And.Contain("every film_id and actor_id together in raw scene exist as film_id and actor_id in raw film_actor")
            .And.Contain("every film_id in raw film_actor exists as film_id in raw film")
            .And.Contain("every sequel_of in raw film exists as film_id in raw film", "a table may refer to itself")
            .And.Contain("every FilmId in raw Kritik exists as film_id in raw film")
            .And.Contain("raw \"Box Office\" has as many rows as source \"Box Office\"");

        var suggest = await ShopProgram.RunAsync(password, ["suggest", "--all", "--quiet", "--into", folder.In("features"), .. options]);
        suggest.ExitCode.Should().Be(ExitCodes.Passed, $"{suggest}");
        string.Concat(Directory.EnumerateFiles(folder.In("features"), "*.feature").Select(File.ReadAllText))
            .Should()
            .Contain("no film_id and actor_id together appear more than once in raw film_actor", "suggestions know keys of several columns")
            .And.Contain("\"Größe (cm)\"");
        var again = await ShopProgram.RunAsync(password, ["check", "--quiet", .. options, .. specs]);
        again.ExitCode.Should().Be(ExitCodes.Passed, $"{again}");
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
        (await ShopProgram.RunAsync(source, "init", "--from", "postgres", "--into", folder.Path)).ExitCode.Should().Be(ExitCodes.Passed);
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
        File.Delete(folder.In("features/tables.feature"));
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

        var output = await ShopProgram.RunAsync(LoadedShop.Source(database.ConnectionString), "init", "--from", "postgres", "--into", folder.Path);

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
