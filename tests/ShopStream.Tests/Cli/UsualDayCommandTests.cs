using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>The shipped feature on freshness and volume, before and after half of the events of a day are lost.</summary>
[TestFixture, Category("Live")]
internal sealed class UsualDayCommandTests
{
    [Test]
    public async Task Half_of_a_day_that_is_missing_is_a_warning_that_says_what_is_usual()
    {
        using var place = new TestWorkspace();
        await using var database = await TestPostgres.FullDatabaseAsync();
        place.With("features/a.feature", await File.ReadAllTextAsync(Path.Combine(Repository.Features, "freshness-and-volume.feature")));
        string[] options = ["--features", place.In("features"), "--date", $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}", .. place.Options];
        var source = LoadedShop.Source(database.ConnectionString);

        var run = await ShopProgram.RunAsync(source, ["run", .. options]);
        await database.ExecuteAsync("DELETE FROM events WHERE event_ts >= '2026-01-15' AND id % 2 = 0");
        var lost = await ShopProgram.RunAsync(source, ["run", .. options]);

        run.Out.Should().Contain("Passed all 4 scenarios", $"{run}");
        lost.ExitCode.Should().Be(ExitCodes.Passed, $"{lost}");
        lost.Out.Should()
            .Contain("Warning The last whole day has as many events and as much revenue as usual")
            .And.MatchRegex("expected +[0-9]+ to [0-9]+ rows on Thursday 2026-01-15")
            .And.MatchRegex(@"difference +−[0-9]+ rows \(−[3-6][0-9]\.[0-9] %\)");
    }
}
