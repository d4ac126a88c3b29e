namespace ShopStream.Pipeline.Dbt;

/// <summary>The dbt project that a run builds, and how.</summary>
public sealed record DbtOptions
{
    /// <summary>Folder of dbt_project.yml, in which dbt is started.</summary>
    public required string Project { get; init; }

    /// <summary>Folder of profiles.yml; null where dbt finds it itself.</summary>
    public string? Profiles { get; init; }

    /// <summary>The target of the profile; null for its default.</summary>
    public string? Target { get; init; }

    /// <summary>run, which builds the models, or build, which runs seeds, snapshots and tests, too.</summary>
    public string Command { get; init; } = "run";

    /// <summary>How long dbt may take; default 1 hour.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Folders in which the program is looked up, as PATH has them; null for none.</summary>
    public string? SearchPath { get; init; }
}
