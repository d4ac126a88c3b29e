using System.Text;
using FluentAssertions;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>
/// Generated tables of every type, and sentences with constants at, just below and just above the values: every verdict is that of a naive
/// evaluation, in every layer and language. A failing case is printed at its smallest, as a line for regressions.jsonl.
/// </summary>
internal sealed class VerdictProofTests
{
    // Loading a table costs more than a claim about it.
    private const int ClaimsOfTables = 16;
    private const int CasesOfBatch = 400;
    private const int MostShown = 4;

    /// <summary>Set it to a seed that failed, to repeat its cases.</summary>
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("SHOPSTREAM_TEST_SEED"), out var given)
        ? given
        : Lane.Pick(20260115UL, (ulong)Environment.TickCount64);

    [Category("Fast")]
    [Test]
    public Task Verdicts_in_DuckDB_are_those_of_a_naive_evaluation() =>
        ProveAsync([.. GeneratedType.All.Where(t => t.IsOfWarehouse)], Lane.Pick(usual: 160, nightly: 20_000), ProofStores.InMemoryAsync);

    [Category("Live")]
    [Test]
    public Task Verdicts_in_source_lake_raw_and_staging_are_those_of_a_naive_evaluation() =>
        ProveAsync(GeneratedType.All, Lane.Pick(usual: 160, nightly: 20_000), ProofStores.LoadedAsync);

    [Category("Live")]
    [Test]
    public Task Verdicts_on_a_source_in_Windows_1252_are_those_of_a_naive_evaluation() =>
        ProveAsync(GeneratedType.InWindows1252, Lane.Pick(usual: 64, nightly: 1_000), ProofStores.LoadedFromWindows1252Async);

    [Category("Live")]
    [Test]
    public Task Verdicts_in_the_dialect_of_Snowflake_are_those_of_a_naive_evaluation() =>
        ProveAsync(SnowflakeProof.Types, Lane.Pick(usual: 64, nightly: 2_000), SnowflakeProof.LoadedAsync);

    [Category("Live")]
    [Test]
    public async Task Cases_that_once_failed_pass()
    {
        var (verdicts, disagreements) = await Proof.CheckAsync([.. Regression.All().Select(r => r.ToCase())], ProofStores.LoadedAsync);

        disagreements.Select(Describe).Should().BeEmpty();
        verdicts.Should().BePositive();
    }

    /// <summary>The naive evaluation compares such types by the text that PostgreSQL writes: here PostgreSQL writes it.</summary>
    [Category("Live")]
    [Test]
    public async Task Texts_of_the_generated_values_are_those_that_PostgreSQL_writes()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        var written = GeneratedType
            .All.Where(t => t.Meaning is Meaning.Written or Meaning.Text or Meaning.Json)
            .SelectMany(t => t.Cells.Select(c => (Type: t, Cell: c)))
            .ToList();
        var rows = written.Select(w =>
            $"({Quality.Dialects.Sql.Literal($"{w.Type}")}, CONCAT({AsCopied(w.Type, w.Cell)}), {Quality.Dialects.Sql.Literal(w.Cell.Text)})"
        );
        await database.ExecuteAsync(
            $"{GeneratedType.Script} SET lc_monetary = 'C'; SET TimeZone = 'UTC'; "
                + $"CREATE TABLE written (name text, t text, expected text); INSERT INTO written VALUES {string.Join(", ", rows)}"
        );

        var others = await database.ScalarAsync(
            "SELECT string_agg(name || ': ' || t || ' instead of ' || expected, ', ') FROM written WHERE t <> expected COLLATE \"C\""
        );

        others.Should().BeNull();
    }

    private static string AsCopied(GeneratedType type, Cell cell) =>
        type.Name is "char(5)" ? $"CAST({type.Sql(cell, inWarehouse: false)} AS text)" : type.Sql(cell, inWarehouse: false);

    private static async Task ProveAsync(
        IReadOnlyList<GeneratedType> types,
        int cases,
        Func<IReadOnlyList<(string, GeneratedType, IReadOnlyList<Row>)>, Task<ProofStores>> open
    )
    {
        var generated = Generators.Cases(types, ClaimsOfTables).Sample(cases / ClaimsOfTables, new FsCheck.Rnd(Seed), 10).SelectMany(c => c).ToList();
        var (verdicts, disagreements) = (0, new List<Disagreement>());
        foreach (var batch in generated.Chunk(CasesOfBatch))
        {
            var (checkedHere, found) = await Proof.CheckAsync(batch, open);
            verdicts += checkedHere;
            disagreements.AddRange(found);
            await TestContext.Progress.WriteLineAsync(
                $"{verdicts} verdicts, {disagreements.Count} differ{string.Concat(found.Take(MostShown).Select(Describe))}"
            );
            if (disagreements.Count > MostShown * 20)
                break;
        }
        await TestContext.Out.WriteLineAsync($"{verdicts} verdicts on {generated.Count} cases, seed {Seed}");
        if (disagreements.Count == 0)
            return;
        var shown = new StringBuilder();
        foreach (var one in disagreements.DistinctBy(d => (d.Case.Tables.Type.Name, d.Case.Claim.GetType(), d.Found[..6])).Take(MostShown))
            shown.AppendLine(Describe(await Shrinking.SmallestAsync(one, async candidates => (await Proof.CheckAsync(candidates, open)).Disagreements)));
        Assert.Fail(
            $"{disagreements.Count} of {verdicts} verdicts differ, seed {Seed}. The smallest cases, as lines for {Path.GetFileName(Regression.File)}:\n{shown}"
        );
    }

    private static string Describe(Disagreement found) =>
        $"\n{Regression.Of(found).ToJson()}\n  {found.Steps.ReplaceLineEndings(" / ")}\n  expected {found.Expected}, found {found.Found}";
}
