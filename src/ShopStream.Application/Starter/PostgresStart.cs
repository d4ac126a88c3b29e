namespace ShopStream.Application.Starter;

/// <summary>What to start from.</summary>
public sealed record PostgresStart
{
    /// <summary>A connection string or URL; null for what PGHOST and its like name.</summary>
    public string? Address { get; init; }

    /// <summary>The schemas of the tables, separated by commas; null for all that have tables.</summary>
    public string? Schemas { get; init; }

    /// <summary>Where the files are written.</summary>
    public required string Into { get; init; }

    /// <summary>Whether existing files are overwritten.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Returns an environment variable's value; null where it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The same with the address, whose password no file holds.</summary>
    internal Func<string, string?> WithAddress => name => name is "PGDATABASE" && Address is { } address ? address : Environment(name);
}

/// <summary>What has been written.</summary>
/// <param name="Source">The database, without credentials.</param>
/// <param name="Tables">The tables to extract, as sentences name them.</param>
/// <param name="LeftOut">Tables that are not extracted, each with the reason.</param>
/// <param name="Personal">Columns whose names look personal, so that no report shows them.</param>
/// <param name="NeedsPassword">Whether the address had a password, which no file holds.</param>
public sealed record StartedPostgres(
    string Source,
    IReadOnlyList<string> Tables,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Personal,
    bool NeedsPassword
)
{
    /// <summary>The text of features/arrival.feature, for tables that have no rows yet; their names are as in <see cref="Tables"/>.</summary>
    public required Func<IReadOnlySet<string>, string> Arrival { get; init; }
}
