using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Models;

/// <summary>A model's file, parsed into pieces.</summary>
internal sealed record ModelFile(string Name, Layer Layer, string File, IReadOnlyList<Piece> Pieces)
{
    public IEnumerable<RefPiece> Refs => Pieces.OfType<RefPiece>();

    /// <summary>Reads all model files of a folder. Problems with their location and macros are added to <paramref name="problems"/>.</summary>
    public static async Task<IReadOnlyList<ModelFile>> ReadAllAsync(string folder, ModelProblems problems, CancellationToken cancellationToken)
    {
        var files = new List<ModelFile>();
        var paths = Directory
            .EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(folder, p).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var text = await ReadAsync(Path.Combine(folder, path), cancellationToken);
            var name = Path.GetFileNameWithoutExtension(path);
            Layer? layer = path.Split('/')[..^1] switch
            {
                ["staging", ..] => Layer.Staging,
                ["core", ..] => Layer.Core,
                ["marts", ..] => Layer.Mart,
                _ => null,
            };
            if (layer is null)
                problems.Add(path, 1, "a model belongs in the folder staging, core or marts: move it into one of them");
            if (FileName.Fault(name) is { } fault)
                problems.Add(path, 1, $"the model's name {Identifier.Written(name)} {fault}");
            else if (name.EndsWith(ModelNames.NextSuffix, StringComparison.OrdinalIgnoreCase))
                problems.Add(
                    path,
                    1,
                    $"a model's name may not end in {ModelNames.NextSuffix}: this suffix is reserved for models being built; rename the file"
                );
            var pieces = Template.Parse(text, (line, message) => problems.Add(path, line, message));
            if (layer is not null)
                files.Add(new ModelFile(name, layer.Value, path, pieces));
        }
        return files;
    }

    public Rendering Render(Dialect dialect, Func<RefPiece, string> ofRef, Func<SourcePiece, string> ofSource, Func<RulePiece, string> ofRule)
    {
        var rendering = new Rendering();
        foreach (var piece in Pieces)
        {
            switch (piece)
            {
                case TextPiece t:
                    rendering.Append(t.Text, t.Line, isFromFile: true);
                    break;
                case RefPiece r:
                    rendering.Append(ofRef(r), r.Line, isFromFile: false);
                    break;
                case SourcePiece s:
                    rendering.Append(ofSource(s), s.Line, isFromFile: false);
                    break;
                case RulePiece r:
                    rendering.Append(ofRule(r), r.Line, isFromFile: false);
                    break;
                case DividePiece d:
                    rendering.Append(Quotient.Sql(dialect, d.Numerator, d.Denominator, d.Decimals), d.Line, isFromFile: false);
                    break;
                default:
                    break;
            }
        }
        return rendering;
    }

    // A checkout on Windows has \r\n line ends; the SQL and its digest must be the same there.
    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken) =>
        (await System.IO.File.ReadAllTextAsync(path, cancellationToken)).ReplaceLineEndings("\n");
}
