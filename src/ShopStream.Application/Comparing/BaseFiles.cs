using ShopStream.Application.Impact;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Git;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Comparing;

/// <summary>The files of the base, read from git into a scratch folder: models, settings, and the expected changes it has already.</summary>
internal sealed class BaseFiles : IDisposable
{
    private static readonly string[] BranchVariables = ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "SYSTEM_PULLREQUEST_TARGETBRANCHNAME"];

    private readonly GitRepository repository;
    private readonly string folder;
    private readonly List<string> notes = [];

    private BaseFiles(GitRepository repository, string folder, string name, string commit) =>
        (this.repository, this.folder, Name, Commit) = (repository, folder, name, commit);

    /// <summary>The base as named, or the branch it was found by.</summary>
    public string Name { get; }

    /// <summary>Its commit.</summary>
    public string Commit { get; }

    /// <summary>What a reader should know about the sides.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The commit that is checked out.</summary>
    public string HeadCommit { get; private set; } = "";

    /// <summary>Path of the head's models in the repository; null if they are outside.</summary>
    public string? ModelsFolder { get; private set; }

    /// <summary>The settings of the head, with the models that git tracks.</summary>
    public required ShopSettings Head { get; init; }

    /// <summary>Models folder and metric definitions of the base.</summary>
    public required PipelineOptions Pipeline { get; init; }

    /// <summary>The expected changes that the base has already: they are of earlier changes.</summary>
    public IReadOnlyList<ExpectedChange> Expected { get; private set; } = [];

    /// <summary>Finds the base and reads its files.</summary>
    /// <exception cref="UsageException">There is no clone, no such commit or no common base, or the base's settings are wrong.</exception>
    public static async Task<BaseFiles> ReadAsync(CompareRequest request, CancellationToken cancellationToken)
    {
        var clone = await GitRepository.FindAsync(Path.GetDirectoryName(Path.GetFullPath(request.SettingsFile))!, cancellationToken);
        if (await TrackedModels.FindAsync(clone, request.Settings, cancellationToken) is { } tracked)
            request = request with
            {
                Settings = request.Settings with { Pipeline = request.Settings.Pipeline with { ModelsFolder = tracked } },
                Options = new Dictionary<string, string>(request.Options, StringComparer.Ordinal) { ["models"] = tracked },
            };
        var (name, commit) = await FindAsync(clone, request, cancellationToken);
        var scratch = Directory.CreateTempSubdirectory("shopstream-base-").FullName;
        try
        {
            var remarks = new List<string>();
            var settings = await SettingsAsync(clone, request, (name, commit), remarks, cancellationToken);
            var models = await ModelsAsync(clone, request.Settings, settings, (scratch, commit), remarks, cancellationToken);
            var files = new BaseFiles(clone, scratch, name, commit)
            {
                Head = request.Settings,
                Pipeline = settings.Pipeline with { ModelsFolder = models },
                HeadCommit = await clone.HeadAsync(cancellationToken),
                ModelsFolder = await clone.KeptPathOfAsync(request.Settings.Pipeline.ModelsFolder, cancellationToken),
            };
            if (await clone.IsDirtyAsync(cancellationToken))
                remarks.Insert(0, "The working tree has changes that are not committed: it was compared as it is.");
            files.notes.AddRange(remarks);
            files.Expected = await files.ExpectedAsync(request.Settings.Features, cancellationToken);
            return files;
        }
        catch
        {
            Directory.Delete(scratch, recursive: true);
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<(string Name, string Commit)> FindAsync(GitRepository repository, CompareRequest request, CancellationToken cancellationToken)
    {
        if (request.Ref is { } named)
            return (named, await repository.CommitAsync(named, cancellationToken));
        var target = BranchVariables.Select(request.Settings.Environment).FirstOrDefault(b => !string.IsNullOrEmpty(b));
        var (branch, commit) = await repository.MergeBaseAsync(target, request.Settings.MainBranch, cancellationToken);
        return ($"merge base with {branch}", commit);
    }

    private static async Task<ShopSettings> SettingsAsync(
        GitRepository repository,
        CompareRequest request,
        (string Name, string Commit) at,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        var path = repository.PathOf(request.SettingsFile);
        var text = path is null ? null : await repository.TryReadAsync(at.Commit, path, cancellationToken);
        if (text is null)
        {
            notes.Add($"{request.SettingsFile} is not a file of the base: both sides use the settings of the head.");
            return request.Settings;
        }
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text, cancellationToken);
            var values = Application.Settings.SettingsFile.Read(file);
            try
            {
                return ShopSettings.From(values, request.Options, request.Settings.Environment, path!);
            }
            catch (UsageException e)
            {
                notes.Add($"Of {path} of the base only models and rules were read, because this version does not accept all of it: {FirstLine(e.Message)}");
                return OlderSettings(request, values);
            }
        }
        catch (Exception e) when (e is UsageException or FormatException)
        {
            throw new UsageException($"at the base ({at.Name}): {e.Message.Replace(file, path, StringComparison.Ordinal)}", e);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // A setting may have had another name, or another form: a comparison needs two of them.
    private static ShopSettings OlderSettings(CompareRequest request, IReadOnlyDictionary<string, string> values)
    {
        var models = request.Options.GetValueOrDefault("models") ?? values.GetValueOrDefault("models");
        return request.Settings with
        {
            Pipeline = request.Settings.Pipeline with
            {
                BusinessMetrics = BusinessMetricText.Parse(values),
                ModelsFolder = string.IsNullOrEmpty(models) ? request.Settings.Pipeline.ModelsFolder : models,
            },
        };
    }

    private static string FirstLine(string text)
    {
        var line = text.Split('\n')[0];
        return line.IndexOf("; there are: ", StringComparison.Ordinal) is > 0 and var at ? line[..at] : line;
    }

    private static async Task<string> ModelsAsync(
        GitRepository repository,
        ShopSettings head,
        ShopSettings @base,
        (string Folder, string Commit) into,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        if (await repository.KeptPathOfAsync(@base.Pipeline.ModelsFolder, cancellationToken) is not { } path)
        {
            notes.Add(
                $"The models in {@base.Pipeline.ModelsFolder} are not in the repository {repository.Root}: "
                    + "both sides use them, and only settings are compared. Name a folder of the repository with the setting models."
            );
            return head.Pipeline.ModelsFolder;
        }
        var models = Path.Combine(into.Folder, "models");
        await repository.ExportAsync(into.Commit, path, models, cancellationToken);
        return models;
    }

    private async Task<IReadOnlyList<ExpectedChange>> ExpectedAsync(string features, CancellationToken cancellationToken)
    {
        if (repository.PathOf(Path.Combine(features, ExpectedChange.FileName)) is not { } path)
            return [];
        var text = await repository.TryReadAsync(Commit, path, cancellationToken);
        return text is null ? [] : ExpectedChangesText.Parse(text, $"{path} at the base ({Name})");
    }
}
