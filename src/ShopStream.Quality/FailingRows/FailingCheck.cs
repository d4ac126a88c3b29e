using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.Execution;

namespace ShopStream.Quality.FailingRows;

/// <summary>What all failing rows of one check have in common.</summary>
public sealed record FailingCheck
{
    /// <summary>Its number in the run, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Path of the feature file.</summary>
    public required string File { get; init; }

    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Line of the check in its file.</summary>
    public required int Line { get; init; }

    /// <summary>Text of the check as written.</summary>
    public required string Sentence { get; init; }

    /// <summary>What it checks; see <see cref="IdOf"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The table whose rows fail, such as raw orders; null for custom SQL, which may read several.</summary>
    public string? Dataset { get; init; }

    /// <summary>What a rule expects of every row; null for a comparison, which expects a value of each.</summary>
    public string? Expected { get; init; }

    /// <summary>The cause of all rows; null if each has its own.</summary>
    public string? Cause { get; init; }

    /// <summary>Where the fault begins that the check fails in consequence of; null if it is not known, or each row has its own.</summary>
    public string? FirstDivergentLayer { get; init; }

    /// <summary>Why the rows are missing or incomplete; null if all of them are known.</summary>
    public string? Missing { get; init; }

    /// <summary>Names what a check measures, as 16 hexadecimal digits: another one if its table, its columns, its bounds or its SQL are changed.</summary>
    public static string IdOf(BoundCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        var measured = string.Join('\n', check.Metrics.Select(m => m.Id));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(measured)).AsSpan(0, 8));
    }
}
