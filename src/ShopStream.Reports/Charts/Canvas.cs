using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ShopStream.Quality.Redaction;

namespace ShopStream.Reports.Charts;

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>
/// A ScottPlot plot with text on top. ScottPlot lays out and draws every shape. Text is added as SVG text, because Skia places each glyph
/// by the metrics of a font that the reader may not have, and drops glyphs that the font does not contain.
/// </summary>
internal sealed class Canvas
{
    /// <summary>Width in SVG units, which the page scales; narrow enough for a phone.</summary>
    public const int Width = 420;

    private readonly int height;
    private readonly List<(double X, double Y, string Text, Anchor Anchor, string Style, int Turn)> texts = [];
    private bool laidOut;

    public Canvas(int height, PixelPadding padding)
    {
        this.height = height;
        Plot.Layout.Fixed(padding);
        Plot.FigureBackground.Color = Colors.Transparent;
        Plot.DataBackground.Color = Colors.Transparent;
        Plot.Axes.Frame(false);
        Plot.HideGrid();
        foreach (var axis in (IAxis[])[Plot.Axes.Left, Plot.Axes.Bottom])
        {
            axis.MajorTickStyle.Color = Colors.Transparent;
            axis.MinorTickStyle.Color = Colors.Transparent;
        }
    }

    public Plot Plot { get; } = new();

    /// <summary>Draws horizontal grid lines at these values.</summary>
    public void GridAt(double[] values)
    {
        Plot.Axes.Left.SetTicks(values, [.. values.Select(_ => "")]);
        Plot.ShowGrid();
        Plot.Grid.XAxisStyle.IsVisible = false;
        Plot.Grid.YAxisStyle.MajorLineStyle.Color = Ink.Grid;
    }

    /// <summary>Converts values to SVG units. The axis limits must be set before and must not change afterwards.</summary>
    public Pixel At(double x, double y)
    {
        LayOut();
        return Plot.GetPixel(new Coordinates(x, y));
    }

    /// <summary>Converts a height in SVG units to a value. The axis limits must be set before and must not change afterwards.</summary>
    public double YAt(double y)
    {
        LayOut();
        return Plot.GetCoordinates(0, (float)y).Y;
    }

    /// <param name="x">Horizontal position in SVG units.</param>
    /// <param name="y">Baseline in SVG units.</param>
    /// <param name="text">The text, unescaped.</param>
    /// <param name="anchor">The point of the text that is placed at x.</param>
    /// <param name="style">The CSS classes.</param>
    /// <param name="turn">Clockwise rotation around the anchor, in degrees.</param>
    public void Write(double x, double y, string text, Anchor anchor = Anchor.Start, string style = "t", int turn = 0) =>
        texts.Add((x, y, text, anchor, style, turn));

    /// <summary>Returns the SVG with its accessible name and description.</summary>
    public XElement Finish(string id, string title, string description)
    {
        var svg = new XElement(
            "svg",
            new XAttribute("class", "chart"),
            new XAttribute("role", "img"),
            new XAttribute("viewBox", $"0 0 {Width} {height}"),
            new XAttribute("aria-labelledby", $"{id}-title {id}-desc"),
            new XElement("title", new XAttribute("id", $"{id}-title"), VisibleCharacters.Text(title)),
            new XElement("desc", new XAttribute("id", $"{id}-desc"), VisibleCharacters.Text(description))
        );
        svg.Add(SkiaSvg.Clean(Plot.GetSvgXml(Width, height), id));
        foreach (var (x, y, text, anchor, style, turn) in texts)
        {
            svg.Add(
                new XElement(
                    "text",
                    new XAttribute("class", style),
                    new XAttribute("x", Number(x)),
                    new XAttribute("y", Number(y)),
                    turn == 0 ? null : new XAttribute("transform", $"rotate({turn.ToString(CultureInfo.InvariantCulture)} {Number(x)} {Number(y)})"),
                    anchor == Anchor.Start ? null : new XAttribute("text-anchor", anchor == Anchor.Middle ? "middle" : "end"),
                    VisibleCharacters.Text(text)
                )
            );
        }

        return svg;
    }

    // ScottPlot knows pixel positions only after rendering, which is the most expensive step: render once.
    private void LayOut()
    {
        if (laidOut)
            return;
        Plot.RenderInMemory(Width, height);
        laidOut = true;
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
