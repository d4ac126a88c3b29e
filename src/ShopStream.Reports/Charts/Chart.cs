using System.Xml.Linq;

namespace ShopStream.Reports.Charts;

/// <summary>A chart with its values as a table.</summary>
/// <param name="Id">Unique in the page; prefixes every id inside the drawing.</param>
/// <param name="Title">The heading.</param>
/// <param name="Caption">The explanation below the heading.</param>
/// <param name="Drawing">The SVG; null if there is no data or no drawing library.</param>
/// <param name="Instead">The reason why there is no drawing; null if there is one.</param>
/// <param name="Table">The exact values.</param>
internal sealed record Chart(string Id, string Title, string Caption, XElement? Drawing, string? Instead, ChartTable Table);

/// <summary>The values of a chart.</summary>
/// <param name="Head">Column names.</param>
/// <param name="Rows">Rows of cells; the first cell names the row.</param>
internal sealed record ChartTable(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows);
