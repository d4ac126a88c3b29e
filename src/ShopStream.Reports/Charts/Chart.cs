using System.Xml.Linq;

namespace ShopStream.Reports.Charts;

/// <param name="Id">Unique in the page; prefixes every id inside the drawing.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="Drawing">The svg; null where there is nothing to draw or nothing to draw with.</param>
/// <param name="Instead">Why there is no drawing; null where there is one.</param>
/// <param name="Table">The same figures for those who cannot see the drawing, exact.</param>
internal sealed record Chart(string Id, string Title, string Caption, XElement? Drawing, string? Instead, ChartTable Table);

/// <param name="Head">Column names.</param>
/// <param name="Rows">The first cell names the row; the others are figures.</param>
internal sealed record ChartTable(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows);
