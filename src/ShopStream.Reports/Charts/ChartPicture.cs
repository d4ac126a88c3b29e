using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using SkiaSharp;

namespace ShopStream.Reports.Charts;

/// <summary>
/// Renders a chart as PNG for a chat or a ticket: title and drawing in the light colours of the page, 2 pixels per SVG unit. It supports only
/// the SVG that <see cref="Canvas"/> writes: rectangles, ellipses, paths, clips and text.
/// </summary>
internal static partial class ChartPicture
{
    private const float Scale = 2;
    private const float Margin = 16;
    private const float Head = 44;
    private const float TextSize = 12;
    private static readonly SKColor Paper = SKColor.Parse("#ffffff");
    private static readonly SKColor Text = SKColor.Parse("#18202b");

    // The light colours of page.css.
    private static readonly Dictionary<string, SKColor> Colours = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bar"] = "#2f6fb0",
        ["pale"] = "#a5c3e2",
        ["area"] = "#dfeaf5",
        ["grid"] = "#d3d9e1",
        ["lost"] = "#a61b14",
        ["added"] = "#7a4a00",
        ["c1"] = "#2f6fb0",
        ["c2"] = "#b3541e",
        ["c3"] = "#2e7d32",
        ["c4"] = "#7b3fa0",
        ["c5"] = "#a3325a",
        ["c6"] = "#6a6400",
        ["q"] = "#4c5766",
    }.ToDictionary(c => c.Key, c => SKColor.Parse(c.Value), StringComparer.Ordinal);

    private static readonly string[] Families = ["DejaVu Sans", "Liberation Sans", "Noto Sans", "Segoe UI", "Arial", "Helvetica"];

    /// <summary>Renders the picture; null if the chart has no drawing.</summary>
    /// <exception cref="UsageException">The machine has no font.</exception>
    public static byte[]? Png(Chart chart)
    {
        if (chart.Drawing is not { } svg)
            return null;
        var box = svg.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
        var info = new SKImageInfo((int)((box[2] + (2 * Margin)) * Scale), (int)((box[3] + Head + Margin) * Scale));
        using var surface = SKSurface.Create(info);
        using var regular = Face(SKFontStyle.Normal);
        using var bold = Face(SKFontStyle.Bold);
        var canvas = surface.Canvas;
        canvas.Clear(Paper);
        canvas.Scale(Scale);
        Write(canvas, VisibleCharacters.Text(chart.Title), Margin, 28, SKTextAlign.Left, bold, 16, Text);
        canvas.Translate(Margin, Head);
        var clips = svg.Descendants("clipPath").ToDictionary(c => c.Attribute("id")!.Value, c => c.Elements().First(), StringComparer.Ordinal);
        foreach (var element in svg.Elements())
            Draw(canvas, element, clips, regular, bold);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Draw(SKCanvas canvas, XElement element, Dictionary<string, XElement> clips, SKTypeface regular, SKTypeface bold)
    {
        switch (element.Name.LocalName)
        {
            case "g":
                canvas.Save();
                if (element.Attribute("clip-path")?.Value is { } clip && clips.TryGetValue(Reference().Match(clip).Groups["id"].Value, out var shape))
                {
                    using var path = PathOf(shape);
                    canvas.ClipPath(path, antialias: true);
                }
                foreach (var child in element.Elements())
                    Draw(canvas, child, clips, regular, bold);
                canvas.Restore();
                break;
            case "rect" or "ellipse" or "path":
                using (var path = PathOf(element))
                    Paint(canvas, element, path);
                break;
            case "text":
                var classes = Classes(element);
                var align = element.Attribute("text-anchor")?.Value switch
                {
                    "middle" => SKTextAlign.Center,
                    "end" => SKTextAlign.Right,
                    _ => SKTextAlign.Left,
                };
                Write(
                    canvas,
                    element.Value,
                    Of(element, "x"),
                    Of(element, "y"),
                    align,
                    classes.Contains("v", StringComparer.Ordinal) ? bold : regular,
                    TextSize,
                    ColourOf(classes) ?? Text
                );
                break;
        }
    }

    private static void Paint(SKCanvas canvas, XElement element, SKPath path)
    {
        var classes = Classes(element);
        // A shape without one of the page's colours is the transparent background.
        if (ColourOf(classes) is not { } colour)
            return;
        var isLine = classes.Contains("line", StringComparer.Ordinal);
        using var paint = new SKPaint
        {
            Color = colour,
            IsAntialias = true,
            Style = isLine ? SKPaintStyle.Stroke : SKPaintStyle.Fill,
            StrokeJoin = SKStrokeJoin.Round,
        };
        if (isLine)
            paint.StrokeWidth = element.Attribute("stroke-width") is { } width ? Number(width.Value) : 1;
        canvas.DrawPath(path, paint);
    }

    private static SKPath PathOf(XElement element)
    {
        if (element.Name.LocalName is "path")
            return SKPath.ParseSvgPathData(element.Attribute("d")!.Value);
        var path = new SKPath();
        if (element.Name.LocalName is "ellipse")
            path.AddOval(
                SKRect.Create(Of(element, "cx") - Of(element, "rx"), Of(element, "cy") - Of(element, "ry"), 2 * Of(element, "rx"), 2 * Of(element, "ry"))
            );
        else
            path.AddRect(SKRect.Create(Of(element, "x"), Of(element, "y"), Of(element, "width"), Of(element, "height")));
        return path;
    }

    private static void Write(SKCanvas canvas, string text, float x, float y, SKTextAlign align, SKTypeface face, float size, SKColor colour)
    {
        using var font = new SKFont(face, size);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawText(text, x, y, align, font, paint);
    }

    private static SKTypeface Face(SKFontStyle style)
    {
        var manager = SKFontManager.Default;
        var face = Families.Select(f => manager.MatchFamily(f, style)).FirstOrDefault(f => f is not null) ?? manager.MatchCharacter('0');
        return face
            ?? throw new UsageException(
                "this machine has no font to draw pictures with: "
                    + "install one, such as the package fonts-dejavu-core, or use the page, whose charts are drawn by the browser"
            );
    }

    private static string[] Classes(XElement element) => (element.Attribute("class")?.Value ?? "").Split(' ');

    private static SKColor? ColourOf(string[] classes) => classes.Where(Colours.ContainsKey).Select(c => (SKColor?)Colours[c]).FirstOrDefault();

    private static float Of(XElement element, string name) => element.Attribute(name) is { } attribute ? Number(attribute.Value) : 0;

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"url\(#(?<id>[^)]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
