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

    /// <summary>The scenarios of one file.</summary>
    public static FeatureSet Of(string text)
    {
        using var texts = new FeatureTexts();
        // The schema that the examples of sentences name.
        return texts.With("schemas/event.json", "{}").With("a.feature", text).Load();
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);
}
