using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>A folder of models, read, validated and rendered, before anything is sent to a warehouse.</summary>
public sealed class ModelProject
{
    private ModelProject(string folder, IReadOnlyList<Model> models)
    {
        Folder = folder;
        Models = models;
    }

    /// <summary>Folder of the shipped models, next to the program.</summary>
    public static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>The folder as given.</summary>
    public string Folder { get; }

    /// <summary>The models, each after those it reads; ties are broken by layer and name.</summary>
    public IReadOnlyList<Model> Models { get; }

    /// <summary>In the place of a folder: there are no models, so that a run ends with the raw tables.</summary>
    public const string None = "none";

    /// <summary>A project without models, such as that of a commit before the first one.</summary>
    internal static ModelProject Empty(string folder) => new(folder, []);

    /// <summary>Reads &lt;folder&gt;/{staging,core,marts}/**/*.sql.</summary>
    /// <param name="folder">The models folder, such as <see cref="ShippedFolder"/>.</param>
    /// <param name="rawTables">The raw tables that {{ source('raw', …) }} may name.</param>
    /// <param name="dialect">Dialect of the warehouse.</param>
    /// <param name="ruleSql">
    /// Maps a metric's name and a table alias (null for none) to the metric's condition in that dialect. For an unknown metric it returns
    /// null or throws a <see cref="UsageException"/> with a better message.
    /// </param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="UsageException">
    /// The folder does not exist, has no models, or its files have problems. The message lists all problems, one "file:line: …" per line.
    /// </exception>
    public static async Task<ModelProject> LoadAsync(
        string folder,
        IReadOnlyCollection<string> rawTables,
        Dialect dialect,
        Func<string, string?, string?> ruleSql,
        CancellationToken cancellationToken = default
    )
    {
        if (folder is None)
            return Empty(folder);
        if (!Directory.Exists(folder))
            throw new UsageException(
                $"There is no models folder {folder}: expected a folder with staging/, core/ and marts/ that contain one .sql file per model"
            );
        var problems = new ModelProblems(folder);
        var files = await ReadAllAsync(folder, problems, cancellationToken);
        if (files.Count == 0 && !problems.Any)
            throw new UsageException($"There is no model in {folder}: expected .sql files in its folders staging, core and marts");

        var byName = ByName(files, problems);
        foreach (var file in files)
        {
            CheckRefs(file, byName, problems);
            CheckSources(file, rawTables, problems);
            if (file.Pieces.OfType<ConfigPiece>().Skip(1).FirstOrDefault() is { } second)
                problems.Add(file.File, second.Line, "the file has a second config: keep one");
        }
        foreach (var cycle in ModelGraph.Cycles(byName))
        {
            var names = string.Join(" → ", cycle.Select(c => c.File.Name).Append(cycle[0].File.Name));
            var places = string.Join(", ", cycle.Select(c => $"{c.File.File}:{c.Ref.Line}"));
            problems.Add(cycle[0].File.File, cycle[0].Ref.Line, $"the models depend on each other: {names} ({places}); remove one of these refs");
        }

        var models = files.Select(f => Compile(f, byName, dialect, ruleSql, problems)).ToList();
        problems.ThrowIfAny();
        return new ModelProject(folder, ModelGraph.Order(models));
    }

    /// <summary>The project without some models; none that stays may read one of them.</summary>
    internal ModelProject Without(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? this : new(Folder, [.. Models.Where(m => !names.Contains(m.Name, StringComparer.Ordinal))]);

    private static async Task<IReadOnlyList<ModelFile>> ReadAllAsync(string folder, ModelProblems problems, CancellationToken cancellationToken)
    {
        try
        {
            return await ModelFile.ReadAllAsync(folder, problems, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The models in {folder} cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, ModelFile> ByName(IReadOnlyList<ModelFile> files, ModelProblems problems)
    {
        // DuckDB ignores case in names.
        foreach (var same in files.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()))
        {
            foreach (var file in same.Skip(1))
                problems.Add(
                    file.File,
                    1,
                    $"{same.First().File} already defines a model {Identifier.Written(file.Name)}: names must be unique across all layers; rename one"
                );
        }
        return files.GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    private static void CheckRefs(ModelFile file, Dictionary<string, ModelFile> byName, ModelProblems problems)
    {
        foreach (var reference in file.Refs)
        {
            if (!byName.TryGetValue(reference.Model, out var to))
                problems.Add(
                    file.File,
                    reference.Line,
                    $"there is no model {Identifier.Written(reference.Model)}{Nearest.NameHint(reference.Model, byName.Keys)}"
                );
            else if (to.Layer > file.Layer)
                problems.Add(
                    file.File,
                    reference.Line,
                    $"a model of {ModelNames.Schema(file.Layer)} may not read {Identifier.Written(reference.Model)}, "
                        + $"which is in {ModelNames.Schema(to.Layer)}: data flows staging → core → marts"
                );
        }
    }

    private static void CheckSources(ModelFile file, IReadOnlyCollection<string> rawTables, ModelProblems problems)
    {
        foreach (var source in file.Pieces.OfType<SourcePiece>())
        {
            if (!string.Equals(source.Schema, "raw", StringComparison.Ordinal))
                problems.Add(file.File, source.Line, $"there is no source {source.Schema}: expected source('raw', '{source.Table}')");
            else if (!rawTables.Contains(source.Table, StringComparer.Ordinal))
                problems.Add(
                    file.File,
                    source.Line,
                    $"there is no raw table {Identifier.Written(source.Table)} among the extracted ones "
                        + $"(setting source.tables){Nearest.NameHint(source.Table, rawTables)}"
                );
        }
    }

    private static void CheckStatement(ModelFile file, Rendering rendering, ModelStatement statement, Dialect dialect, ModelProblems problems)
    {
        if (statement.IsEmpty)
            problems.Add(file.File, 1, "the file contains no SELECT: write one, or delete the file");
        if (statement.Second is { } second)
            problems.Add(file.File, rendering.LineOf(second), "a second statement starts here: expected one SELECT per file");
        foreach (var (at, fault) in statement.Faults)
            problems.Add(file.File, rendering.LineOf(at), $"the query {fault}");
    }

    private static Model Compile(
        ModelFile file,
        Dictionary<string, ModelFile> byName,
        Dialect dialect,
        Func<string, string?, string?> ruleSql,
        ModelProblems problems
    )
    {
        var rules = new Dictionary<RulePiece, string>();
        string Rule(RulePiece rule)
        {
            if (rules.TryGetValue(rule, out var known))
                return known;
            rules[rule] = "NULL";
            var problem = $"there is no rule {rule.Rule}; rules are defined in the settings";
            try
            {
                // Parentheses keep the rule one condition, whatever surrounds it.
                if (ruleSql(rule.Rule, rule.Alias) is { } sql)
                    return rules[rule] = $"({sql})";
            }
            catch (UsageException e)
            {
                problem = e.Message;
            }
            problems.Add(file.File, rule.Line, problem);
            return "NULL";
        }

        Dataset Target(RefPiece reference) => byName.TryGetValue(reference.Model, out var to) ? new(to.Layer, to.Name) : new(file.Layer, reference.Model);
        var final = file.Render(dialect, r => dialect.Table(Target(r)), s => dialect.Table(new Dataset(Layer.Raw, s.Table)), Rule);
        var build = file.Render(dialect, r => dialect.Table(ModelNames.Next(Target(r))), s => dialect.Table(ModelNames.RawDuringBuild(dialect, s.Table)), Rule);
        foreach (var rendering in new[] { final, build })
        {
            var statement = ModelStatement.Of(rendering.Text, dialect == Dialect.Snowflake);
            if (rendering == final)
                CheckStatement(file, rendering, statement, dialect, problems);
            rendering.Trim(statement.Length);
        }

        var config = file.Pieces.OfType<ConfigPiece>().FirstOrDefault();
        var materialization = config?.Materialization ?? (file.Layer == Layer.Staging ? Materialization.View : Materialization.Table);
        return new Model
        {
            Name = file.Name,
            Layer = file.Layer,
            File = file.File,
            Materialization = materialization,
            Key = config?.Key ?? [],
            Refs = [.. file.Refs.Select(r => r.Model).Distinct(StringComparer.Ordinal)],
            Sources = [.. file.Pieces.OfType<SourcePiece>().Select(s => s.Table).Distinct(StringComparer.Ordinal)],
            Sql = final.Text,
            BuildSql = build.Text,
            Lines = final.Lines,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{materialization}\n{final.Text}"))),
        };
    }
}
