using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>A folder of models, read, checked and compiled: nothing has been sent to a warehouse yet.</summary>
public sealed class ModelProject
{
    private ModelProject(string folder, IReadOnlyList<Model> models)
    {
        Folder = folder;
        Models = models;
    }

    /// <summary>The models that come with the product, beside the program.</summary>
    public static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>As given.</summary>
    public string Folder { get; }

    /// <summary>Each after those it reads; ties by layer and name.</summary>
    public IReadOnlyList<Model> Models { get; }

    /// <summary>Reads &lt;folder&gt;/{staging,core,marts}/**/*.sql.</summary>
    /// <param name="folder">See <see cref="ShippedFolder"/>.</param>
    /// <param name="rawTables">What {{ source('raw', …) }} may name.</param>
    /// <param name="dialect">Of the warehouse that they will be built in.</param>
    /// <param name="ruleSql">A rule's name and a table alias (null for none) → its condition in that dialect. For an unknown rule: null, or a <see cref="UsageException"/> with a better message.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="UsageException">There is no such folder, no model in it, or something is wrong with the files: all of it in one message, a line "file:line: …" each.</exception>
    public static async Task<ModelProject> LoadAsync(
        string folder, IReadOnlyCollection<string> rawTables, Dialect dialect, Func<string, string?, string?> ruleSql, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"There is no models folder {folder}: expected a folder with staging/, core/ and marts/ that hold one .sql file a model");
        var problems = new ModelProblems(folder);
        var files = await ReadAllAsync(folder, problems, cancellationToken).ConfigureAwait(false);
        if (files.Count == 0 && !problems.Any)
            throw new UsageException($"There is no model in {folder}: expected .sql files in its folders staging, core and marts");

        var byName = ByName(files, problems);
        foreach (var file in files)
        {
            CheckRefs(file, byName, problems);
            CheckSources(file, rawTables, problems);
            if (file.Pieces.OfType<ConfigPiece>().Skip(1).FirstOrDefault() is { } second)
                problems.Add(file.File, second.Line, "config stands here a second time: keep one");
        }
        foreach (var circle in ModelGraph.Cycles(byName))
        {
            var names = string.Join(" → ", circle.Select(c => c.File.Name).Append(circle[0].File.Name));
            var places = string.Join(", ", circle.Select(c => $"{c.File.File}:{c.Ref.Line}"));
            problems.Add(circle[0].File.File, circle[0].Ref.Line, $"the models wait for each other: {names} ({places}); take one of these refs out");
        }

        var models = files.Select(f => Compile(f, byName, dialect, ruleSql, problems)).ToList();
        problems.ThrowIfAny();
        return new ModelProject(folder, ModelGraph.Order(models));
    }

    private static async Task<IReadOnlyList<ModelFile>> ReadAllAsync(string folder, ModelProblems problems, CancellationToken cancellationToken)
    {
        try
        {
            return await ModelFile.ReadAllAsync(folder, problems, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The models in {folder} cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, ModelFile> ByName(IReadOnlyList<ModelFile> files, ModelProblems problems)
    {
        // DuckDB does not tell upper from lower case in names.
        foreach (var same in files.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()))
        {
            foreach (var file in same.Skip(1))
                problems.Add(file.File, 1, $"a model {file.Name} is already there, in {same.First().File}: a name stands for one model in all layers; rename one");
        }
        return files.GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    private static void CheckRefs(ModelFile file, Dictionary<string, ModelFile> byName, ModelProblems problems)
    {
        foreach (var reference in file.Refs)
        {
            if (!byName.TryGetValue(reference.Model, out var to))
                problems.Add(file.File, reference.Line, $"there is no model {reference.Model}{Nearest.Hint(reference.Model, byName.Keys)}");
            else if (to.Layer > file.Layer)
                problems.Add(file.File, reference.Line, $"a model of {ModelNames.Schema(file.Layer)} may not read {reference.Model}, which is in {ModelNames.Schema(to.Layer)}: data flows staging → core → marts");
        }
    }

    private static void CheckSources(ModelFile file, IReadOnlyCollection<string> rawTables, ModelProblems problems)
    {
        foreach (var source in file.Pieces.OfType<SourcePiece>())
        {
            if (!string.Equals(source.Schema, "raw", StringComparison.Ordinal))
                problems.Add(file.File, source.Line, $"there is no source {source.Schema}: expected source('raw', '{source.Table}')");
            else if (!rawTables.Contains(source.Table, StringComparer.Ordinal))
                problems.Add(file.File, source.Line, $"there is no raw table {source.Table} among the extracted ones (setting source.tables){Nearest.Hint(source.Table, rawTables)}");
        }
    }

    private static Model Compile(ModelFile file, Dictionary<string, ModelFile> byName, Dialect dialect, Func<string, string?, string?> ruleSql, ModelProblems problems)
    {
        var rules = new Dictionary<RulePiece, string>();
        string Rule(RulePiece rule)
        {
            if (rules.TryGetValue(rule, out var known)) return known;
            rules[rule] = "NULL";
            var why = $"there is no rule {rule.Rule}; rules are defined in the settings";
            try
            {
                // The parentheses keep the rule one condition whatever stands around it.
                if (ruleSql(rule.Rule, rule.Alias) is { } sql) return rules[rule] = $"({sql})";
            }
            catch (UsageException e)
            {
                why = e.Message;
            }
            problems.Add(file.File, rule.Line, why);
            return "NULL";
        }

        Dataset To(RefPiece reference) => byName.TryGetValue(reference.Model, out var to) ? new(to.Layer, to.Name) : new(file.Layer, reference.Model);
        var final = file.Render(dialect, r => dialect.Table(To(r)), Rule);
        var build = file.Render(dialect, r => dialect.Table(ModelNames.Next(To(r))), Rule);
        foreach (var rendering in new[] { final, build })
        {
            var scan = SqlScan.Of(rendering.Text);
            if (rendering == final && scan.IsEmpty) problems.Add(file.File, 1, "the file holds no SELECT: write one, or delete the file");
            if (rendering == final && scan.Second is { } second)
                problems.Add(file.File, rendering.LineOf(second), "a second statement begins here: expected one SELECT a file");
            rendering.Trim(scan.Length);
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
