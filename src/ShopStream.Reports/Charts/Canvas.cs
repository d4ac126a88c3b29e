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
/// A ScottPlot plot and the text over it. ScottPlot lays out and draws every shape; text is ours, because Skia writes each
/// glyph at a position measured in a font that the reader may not have, and drops what that font cannot show.
/// </summary>
internal sealed class Canvas
{
    /// <summary>In units of the drawing, which the page scales: narrow enough to be read on a telephone.</summary>
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

    /// <summary>Horizontal lines at these values.</summary>
    public void GridAt(double[] values)
    {
        Plot.Axes.Left.SetTicks(values, [.. values.Select(_ => "")]);
        Plot.ShowGrid();
        Plot.Grid.XAxisStyle.IsVisible = false;
        Plot.Grid.YAxisStyle.MajorLineStyle.Color = Ink.Grid;
    }

    /// <summary>Where a value lies in the drawing; the limits have to be set, and stay.</summary>
    public Pixel At(double x, double y)
    {
        LayOut();
        return Plot.GetPixel(new Coordinates(x, y));
    }

    /// <summary>Which value lies at a height of the drawing; the limits have to be set, and stay.</summary>
    public double YAt(double y)
    {
        LayOut();
        return Plot.GetCoordinates(0, (float)y).Y;
    }

    /// <param name="x">Units of the drawing.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="text">Any; it is escaped.</param>
    /// <param name="anchor">What of the text stands at x.</param>
    /// <param name="style">The CSS class.</param>
    /// <param name="turn">Degrees, clockwise around that point.</param>
    public void Write(double x, double y, string text, Anchor anchor = Anchor.Start, string style = "t", int turn = 0) => texts.Add((x, y, text, anchor, style, turn));

    /// <summary>The drawing with its name and description for those who do not see it.</summary>
    public XElement Finish(string id, string title, string description)
    {
        var svg = new XElement(
            "svg",
            new XAttribute("class", "chart"),
            new XAttribute("role", "img"),
            new XAttribute("viewBox", $"0 0 {Width} {height}"),
            new XAttribute("aria-labelledby", $"{id}-title {id}-desc"),
            new XElement("title", new XAttribute("id", $"{id}-title"), VisibleCharacters.Text(title)),
            new XElement("desc", new XAttribute("id", $"{id}-desc"), VisibleCharacters.Text(description)));
        svg.Add(SkiaSvg.Clean(Plot.GetSvgXml(Width, height), id));
        foreach (var (x, y, text, anchor, style, turn) in texts)
        {
            svg.Add(new XElement(
                "text",
                new XAttribute("class", style),
                new XAttribute("x", Number(x)),
                new XAttribute("y", Number(y)),
                turn == 0 ? null : new XAttribute("transform", $"rotate({turn.ToString(CultureInfo.InvariantCulture)} {Number(x)} {Number(y)})"),
                anchor == Anchor.Start ? null : new XAttribute("text-anchor", anchor == Anchor.Middle ? "middle" : "end"),
                VisibleCharacters.Text(text)));
        }

        return svg;
    }

    // ScottPlot knows where things lie once it has drawn; drawing costs more than all the rest.
    private void LayOut()
    {
        if (laidOut) return;
        Plot.RenderInMemory(Width, height);
        laidOut = true;
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
