namespace ShopStream.Application.Dbt;

/// <summary>What to read of a dbt project, and where to write.</summary>
public sealed record ImportRequest
{
    /// <summary>dbt's target folder.</summary>
    public required string Target { get; init; }

    /// <summary>Where the settings and features are written.</summary>
    public required string Into { get; init; }

    /// <summary>The DuckDB file; null finds it beside the project.</summary>
    public string? WarehouseFile { get; init; }

    /// <summary>Address of the PostgreSQL database, without a password; null for a project on DuckDB.</summary>
    public string? WarehouseAddress { get; init; }

    /// <summary>Layers by schema or folder, such as finance=mart; "" for none.</summary>
    public string Layers { get; init; } = "";

    /// <summary>Whether existing files are overwritten.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>What has been written.</summary>
/// <param name="Project">The project with its version and adapter, in words.</param>
/// <param name="Tables">Number of tables and views.</param>
/// <param name="Tests">What has become of the tests.</param>
/// <param name="Report">The file that lists every test.</param>
/// <param name="Files">All files; the settings first.</param>
public sealed record ImportedProject(string Project, int Tables, ImportedTests Tests, string Report, IReadOnlyList<string> Files)
{
    /// <summary>Place of each check as file:line, by the unique id of its test; a test may have several, or none.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Places { get; init; }
}

/// <summary>How many tests have become what.</summary>
/// <param name="Sentences">Tests that are sentences.</param>
/// <param name="Queries">Tests that are custom SQL, or a part of them.</param>
/// <param name="Left">Tests that are not translated.</param>
/// <param name="Fresh">Sources whose freshness is checked; they are no tests in dbt.</param>
public sealed record ImportedTests(int Sentences, int Queries, int Left, int Fresh)
{
    /// <summary>All tests of the project.</summary>
    public int All => Sentences + Queries + Left;
}
