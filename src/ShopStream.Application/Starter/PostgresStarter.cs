using System.Globalization;
using System.Security;
using System.Text;
using ShopStream.Application.Files;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Starter;

/// <summary>init --from postgres: settings and first features for the tables of a database, without models.</summary>
public static class PostgresStarter
{
    /// <summary>The settings, in the folder of the start.</summary>
    internal const string SettingsFile = "pipeline.runsettings";

    /// <summary>The features, in the folder of the start.</summary>
    internal const string Features = "features";

    /// <summary>What must hold of every copy, in the folder of the start.</summary>
    internal const string FeatureFile = $"{Features}/arrival.feature";

    /// <param name="start">What to start from.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">No database is named, it has no tables, the account is rejected, or a file exists.</exception>
    /// <exception cref="InfrastructureException">The database cannot be reached.</exception>
    public static async Task<StartedPostgres> RunAsync(PostgresStart start, CancellationToken cancellationToken)
    {
        var schemas = start.Schemas is { } named ? Identifier.Items(named).Select(Identifier.Read).ToList() : null;
        var settings = ShopSettings.From(
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal),
            start.WithAddress,
            "the command line"
        );
        var source =
            settings.SourceToRead()
            ?? throw new UsageException(
                "no database is named: expected its address, such as shopstream init --from postgres 'postgresql://me@localhost/shop', or PGHOST and PGDATABASE"
            );
        var all = await SourceSchema.ReadAsync(source, schemas, cancellationToken);
        var tables = all.Where(t => t.Fault is null).ToList();
        var personal = tables
            .SelectMany(t =>
                t.Table.Columns.Where(c => PersonalColumns.Default.Has(t.Table.Dataset.Table, c.Name)).Select(c => $"{Written(t)}.{Identifier.Written(c.Name)}")
            )
            .ToList();
        await NewFiles.WriteAsync(
            start.Into,
            [(SettingsFile, Settings(source, tables, personal)), (FeatureFile, Feature(source, tables, new HashSet<string>(StringComparer.Ordinal)))],
            start.Overwrite,
            "with --into",
            cancellationToken
        );
        return new StartedPostgres(
            source.Description,
            [.. tables.Select(Written)],
            [.. all.Where(t => t.Fault is not null).Select(t => $"{LeftOut(t)} {t.Fault}")],
            personal,
            start.Address is { } text && ConnectionText.Is(text) && ConnectionText.Read(text, "the address").ContainsKey("password")
        )
        {
            Arrival = empty => Feature(source, tables, empty),
        };
    }

    private static string Written(SourceTable table) => Identifier.Written(table.Table.Dataset.Table);

    private static string LeftOut(SourceTable table) => table.Place.Schema is "public" ? Identifier.Written(table.Place.Name) : table.Place.Written;

    private static string Settings(SourceAddress source, List<SourceTable> tables, List<string> personal)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<RunSettings>\n  <TestRunParameters>\n");
        text.Append("    <!-- The source; the password comes from PGPASSWORD or PGPASSFILE. -->\n");
        var (host, port, database) = source.Place;
        Add(text, "source.host", host);
        Add(text, "source.port", port.ToString(CultureInfo.InvariantCulture));
        Add(text, "source.database", database);
        if (source.User is { } user)
            Add(text, "source.user", user);
        var schema = tables[0].Place.Schema;
        Add(text, "source.schema", schema);
        Add(
            text,
            "source.tables",
            string.Join(
                ", ",
                tables.Select(t => string.Equals(t.Place.Schema, schema, StringComparison.Ordinal) ? Identifier.Written(t.Place.Name) : t.Place.Written)
            )
        );
        text.Append("    <!-- Primary keys are read from the database");
        var without = tables.Where(t => t.Table.Key.Count == 0).Select(Written).ToList();
        text.Append(without.Count == 0 ? ". -->\n" : $"; without one: {Comment(string.Join(", ", without))}. -->\n");
        text.Append("    <!-- All tables are CSV in the lake, and there are no models yet: name their folder here. -->\n");
        Add(text, "lake.json_tables", "none");
        Add(text, "models", ModelProject.None);
        text.Append("    <!-- Columns that no report shows: those whose names look personal");
        text.Append(personal.Count == 0 ? ". -->\n" : $", here {Comment(string.Join(", ", personal))}. -->\n");
        Add(text, "personal", "names");
        return text.Append("  </TestRunParameters>\n</RunSettings>\n").ToString();
    }

    // What must hold of every copy; more is suggested after the first run. Of a table without rows nothing can be judged: its checks are comments.
    private static string Feature(SourceAddress source, List<SourceTable> tables, IReadOnlySet<string> empty)
    {
        var extracted = tables.ToDictionary(t => t.Place, t => t.Table.Dataset.Table);
        var text = new StringBuilder($"@nightly\nFeature: The tables of {source.Place.Database} arrive\n");
        foreach (var table in tables)
        {
            var name = Written(table);
            text.Append($"\n  Scenario: {name} arrives whole\n    Then lake {name} agrees with its manifest\n");
            var isEmpty = empty.Contains(name);
            if (isEmpty)
                text.Append("    # No rows yet. Once there are some:\n");
            foreach (var sentence in Sentences(table, extracted))
                text.Append($"    {(isEmpty ? "# " : "")}And {sentence}\n");
        }
        return text.ToString();
    }

    private static IEnumerable<string> Sentences(SourceTable table, Dictionary<SourcePlace, string> extracted)
    {
        var (name, key) = (Written(table), table.Table.Key);
        if (key.Count == 0)
        {
            yield return $"raw {name} has as many rows as source {name}";
            yield break;
        }
        yield return $"raw {name} matches source {name} row for row on {Identifier.Listing(key)}";
        yield return key.Count == 1
            ? $"no {Identifier.Written(key[0])} appears more than once in raw {name}"
            : $"no {Identifier.Listing(key)} together appear more than once in raw {name}";
        foreach (var reference in table.ForeignKeys)
            if (extracted.TryGetValue(reference.Parent, out var parent) && Reference(name, table.Place, Identifier.Written(parent), reference) is { } sentence)
                yield return sentence;
    }

    // A table that refers to its own column says nothing.
    private static string? Reference(string name, SourcePlace table, string parent, ForeignKey reference)
    {
        if (table == reference.Parent && reference.Columns.SequenceEqual(reference.ParentColumns, StringComparer.Ordinal))
            return null;
        return reference.Columns is [var column]
            ? $"every {Identifier.Written(column)} in raw {name} exists as {Identifier.Written(reference.ParentColumns[0])} in raw {parent}"
            : $"every {Identifier.Listing(reference.Columns)} together in raw {name} exist as {Identifier.Listing(reference.ParentColumns)} in raw {parent}";
    }

    private static void Add(StringBuilder text, string name, string value) =>
        text.Append($"    <Parameter name=\"{name}\" value=\"{SecurityElement.Escape(value)}\" />\n");

    private static string Comment(string text) => SecurityElement.Escape(text).Replace("--", "- -", StringComparison.Ordinal);
}
