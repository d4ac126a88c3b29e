using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Changes;

/// <summary>
/// Builds the models of a side that the comparison needs. A table that the warehouse has from the same SQL, with everything upstream of it, is
/// read there instead.
/// </summary>
internal sealed class SideBuild(ComparisonDatabase database, string side, ModelProject project, string name)
{
    private readonly HashSet<string> reused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Model> byName = project.Models.ToDictionary(m => m.Name, StringComparer.Ordinal);

    /// <summary>The side's database.</summary>
    public string Side => side;

    /// <summary>The model of a name; null if the side has none.</summary>
    public Model? Find(string? model) => model is null ? null : byName.GetValueOrDefault(model);

    /// <summary>Builds models and everything upstream of them.</summary>
    /// <param name="models">Names of models of this side.</param>
    /// <param name="progress">Receives the model that is built.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <exception cref="UsageException">The SQL of a model is wrong; the message gives side, file and line.</exception>
    public async Task RunAsync(IEnumerable<string> models, Action<string>? progress, CancellationToken cancellationToken)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(models);
        while (waiting.TryPop(out var model))
            if (needed.Add(model))
                foreach (var upstream in byName[model].Refs)
                    waiting.Push(upstream);
        foreach (var model in project.Models.Where(m => needed.Contains(m.Name)))
        {
            progress?.Invoke(model.Name);
            await BuildAsync(model, cancellationToken);
        }
        database.ForgetColumns(side);
    }

    /// <summary>Builds one model in a database that has what it reads.</summary>
    public async Task BuildInAsync(string where, Model model, CancellationToken cancellationToken)
    {
        try
        {
            await database.BuildAsync(where, model, ReadBy(model), cancellationToken);
        }
        catch (Exception e) when (database.Explain(e, model, project.Folder) is { } problem)
        {
            throw problem is UsageException
                ? new UsageException($"{name}: {problem.Message}", e)
                : new InfrastructureException($"{name}: {problem.Message}", e);
        }
    }

    /// <summary>The tables that a model reads.</summary>
    public IEnumerable<Dataset> ReadBy(Model model) => model.Sources.Select(s => new Dataset(Layer.Raw, s)).Concat(model.Refs.Select(r => byName[r].Dataset));

    private async Task BuildAsync(Model model, CancellationToken cancellationToken)
    {
        var isSame = string.Equals(database.BuiltFrom(side, model.Dataset), model.Sha256, StringComparison.Ordinal) && model.Refs.All(reused.Contains);
        if (isSame)
            reused.Add(model.Name);
        // A view is bound again on this side, so that what it reads is this side's.
        if (isSame && model.Materialization == Materialization.Table)
            await database.ShowLoadedAsync(side, model.Dataset, cancellationToken);
        else
            await BuildInAsync(side, model, cancellationToken);
    }
}
