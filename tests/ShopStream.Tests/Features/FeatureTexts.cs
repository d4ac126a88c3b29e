using System.Text;
using ShopStream.Features;
using ShopStream.Features.Scenarios;

namespace ShopStream.Tests.Features;

/// <summary>A features folder for one test.</summary>
internal sealed class FeatureTexts : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("features-").FullName;

    public string Folder => Path.Combine(parent, "features");

    public FeatureTexts With(string file, string text) => With(file, Encoding.UTF8.GetBytes(text));

    public FeatureTexts With(string file, byte[] bytes)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return this;
    }

    public FeatureSet Load() => FeatureFolder.Load(Folder);

    /// <summary>The scenarios of one file, as if it were in the shipped folder, whose files it may name.</summary>
    public static FeatureSet Of(string text)
    {
        using var texts = new FeatureTexts();
        var scenarios = texts.With("a.feature", text).Load().Scenarios;
        var feature = scenarios[0].Feature with { Path = Path.Combine(Clone.Root, "features", "a.feature") };
        return new FeatureSet([.. scenarios.Select(s => s with { Feature = feature })]);
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);
}
