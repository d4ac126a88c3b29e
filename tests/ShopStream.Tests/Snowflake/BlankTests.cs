using System.Globalization;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>A blank is U+0020, in the three engines alike.</summary>
[TestFixture]
internal sealed class BlankTests
{
    private static readonly string[] Texts = ["  a ", "\u00A0a\u00A0", "\ta\n", "\u3000a\u2003", " \u00A0 ", "   ", ""];

    [Test, Category("Live")]
    public async Task TRIM_with_a_blank_is_the_same_in_three_engines()
    {
        await using var postgres = await TestPostgres.NewDatabaseAsync();
        await using var snowflake = await SnowflakeStandIn.StartAsync();
        snowflake.Execute("CREATE WAREHOUSE CHECK_WH");
        using var duck = new DuckDBConnection("Data Source=:memory:");
        await duck.OpenAsync();
        foreach (var text in Texts)
        {
            var sql = $"SELECT COALESCE(NULLIF(TRIM('{text}', ' '), ''), 'nothing') AS t";
            await using var command = duck.CreateCommand();
            command.CommandText = sql;

            string?[] found =
            [
                Convert.ToString(await postgres.ScalarAsync(sql), CultureInfo.InvariantCulture),
                Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture),
                snowflake.Execute(sql).Rows[0][0],
            ];

            found
                .Distinct(StringComparer.Ordinal)
                .Should()
                .ContainSingle($"of '{text}'")
                .Which.Should()
                .Be(text.Trim(' ') is { Length: > 0 } trimmed ? trimmed : "nothing");
        }
    }

    // TRIM(x) would strip every Unicode space in DuckDB.
    [Test, Category("Fast")]
    public void Shipped_SQL_names_the_blank() =>
        Directory
            .EnumerateFiles(ModelProject.ShippedFolder, "*.sql", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Clone.Root, "features"), "*.feature", SearchOption.AllDirectories))
            .SelectMany(File.ReadLines)
            .Where(l => l.Contains("TRIM(", StringComparison.OrdinalIgnoreCase))
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(l => l.Contains(", ' ')", StringComparison.Ordinal));
}
