using System.Globalization;
using System.Security;
using System.Text;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Starter;

/// <summary>What to start from.</summary>
public sealed record PostgresStart
{
    /// <summary>A connection string or URL; null for what PGHOST and its like name.</summary>
    public string? Address { get; init; }

    /// <summary>The schema of the tables; default public.</summary>
    public string? Schema { get; init; }

    /// <summary>Where the files are written.</summary>
    public required string Into { get; init; }

    /// <summary>Whether existing files are overwritten.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Returns an environment variable's value; null where it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }
}

/// <summary>What has been written.</summary>
/// <param name="Source">The database, without credentials.</param>
/// <param name="Tables">The tables to extract.</param>
/// <param name="LeftOut">Tables that are not extracted, each with the reason.</param>
/// <param name="Personal">Columns whose names look personal, so that no report shows them.</param>
/// <param name="NeedsPassword">Whether the address had a password, which no file holds.</param>
public sealed record StartedPostgres(
    string Source,
    IReadOnlyList<string> Tables,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<string> Personal,
    bool NeedsPassword
);

/// <summary>init --from postgres: settings and first features for the tables of a database, without models.</summary>
public static class PostgresStarter
{
    private const string SettingsFile = "pipeline.runsettings";
    private const string FeatureFile = "features/tables.feature";

    /// <param name="start">What to start from.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">No database is named, it has no tables, the account is rejected, or a file exists.</exception>
    /// <exception cref="InfrastructureException">The database cannot be reached.</exception>
    public static async Task<StartedPostgres> RunAsync(PostgresStart start, CancellationToken cancellationToken)
    {
        var schema = start.Schema ?? "public";
        var settings = ShopSettings.From(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["source.schema"] = schema },
            new Dictionary<string, string>(StringComparer.Ordinal),
            name => name is "PGDATABASE" && start.Address is { } address ? address : start.Environment(name),
            "the command line"
        );
        var source =
            settings.SourceToRead()
            ?? throw new UsageException(
                "no database is named: expected its address, such as shopstream init --from postgres 'postgresql://me@localhost/shop', or PGHOST and PGDATABASE"
            );
        var all = await SourceSchema.ReadAsync(source, cancellationToken);
        var tables = all.Where(t => t.Fault is null).ToList();
        var personal = tables
            .SelectMany(t =>
                t.Table.Columns.Where(c => PersonalColumns.Default.Has(t.Table.Dataset.Table, c.Name)).Select(c => $"{Written(t)}.{Identifier.Written(c.Name)}")
            )
            .ToList();
        await NewFiles.WriteAsync(
            start.Into,
            [(SettingsFile, Settings(source, schema, tables, personal)), (FeatureFile, Feature(source, tables))],
            start.Overwrite,
            "with --into",
            cancellationToken
        );
        return new StartedPostgres(
            source.Description,
            [.. tables.Select(Written)],
            [.. all.Where(t => t.Fault is not null).Select(t => $"{Written(t)} {t.Fault}")],
            personal,
            start.Address is { } text && ConnectionText.Is(text) && ConnectionText.Read(text, "the address").ContainsKey("password")
        );
    }

    private static string Written(SourceTable table) => Identifier.Written(table.Table.Dataset.Table);

    private static string Settings(SourceAddress source, string schema, List<SourceTable> tables, List<string> personal)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<RunSettings>\n  <TestRunParameters>\n");
        text.Append("    <!-- The source; the password comes from PGPASSWORD or PGPASSFILE. -->\n");
        var (host, port, database) = source.Place;
        Add(text, "source.host", host);
        Add(text, "source.port", port.ToString(CultureInfo.InvariantCulture));
        Add(text, "source.database", database);
        if (source.User is { } user)
            Add(text, "source.user", user);
        Add(text, "source.schema", schema);
        Add(text, "source.tables", string.Join(", ", tables.Select(Written)));
        text.Append("    <!-- All tables are CSV in the lake, and there are no models yet: name their folder here. -->\n");
        Add(text, "lake.json_tables", "none");
        Add(text, "models", ModelProject.None);
        text.Append("    <!-- Columns that no report shows: those whose names look personal");
        text.Append(personal.Count == 0 ? ". -->\n" : $", here {Comment(string.Join(", ", personal))}. -->\n");
        Add(text, "personal", "names");
        return text.Append("  </TestRunParameters>\n</RunSettings>\n").ToString();
    }

    // What must hold of every copy; more is suggested after the first run.
    private static string Feature(SourceAddress source, List<SourceTable> tables)
    {
        var extracted = tables.Select(t => t.Table.Dataset.Table).ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder($"@nightly\nFeature: The tables of {source.Place.Database} arrive\n");
        foreach (var table in tables)
        {
            var (name, key) = (Written(table), table.Table.Key);
            text.Append($"\n  Scenario: {name} arrives whole\n    Then lake {name} agrees with its manifest\n");
            if (key.Count == 0)
            {
                text.Append($"    And raw {name} has as many rows as source {name}\n");
                continue;
            }
            text.Append($"    And raw {name} matches source {name} row for row on {Identifier.Listing(key)}\n");
            text.Append(
                key.Count == 1
                    ? $"    And no {Identifier.Written(key[0])} appears more than once in raw {name}\n"
                    : $"    And no {Identifier.Listing(key)} together appear more than once in raw {name}\n"
            );
            foreach (var reference in table.ForeignKeys.Where(f => extracted.Contains(f.Parent)))
                if (Reference(name, table.Table.Dataset.Table, reference) is { } sentence)
                    text.Append($"    And {sentence}\n");
        }
        return text.ToString();
    }

    // A table that refers to its own column says nothing.
    private static string? Reference(string name, string table, ForeignKey reference)
    {
        var parent = Identifier.Written(reference.Parent);
        if (
            string.Equals(table, reference.Parent, StringComparison.Ordinal) && reference.Columns.SequenceEqual(reference.ParentColumns, StringComparer.Ordinal)
        )
            return null;
        return reference.Columns is [var column]
            ? $"every {Identifier.Written(column)} in raw {name} exists as {Identifier.Written(reference.ParentColumns[0])} in raw {parent}"
            : $"every {Identifier.Listing(reference.Columns)} together in raw {name} exist as {Identifier.Listing(reference.ParentColumns)} in raw {parent}";
    }

    private static void Add(StringBuilder text, string name, string value) =>
        text.Append($"    <Parameter name=\"{name}\" value=\"{SecurityElement.Escape(value)}\" />\n");

    private static string Comment(string text) => SecurityElement.Escape(text).Replace("--", "- -", StringComparison.Ordinal);
}
