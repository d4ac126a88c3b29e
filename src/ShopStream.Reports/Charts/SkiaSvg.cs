using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ShopStream.Reports.Charts;

/// <summary>Cleans the SVG that Skia writes, so that several drawings fit on one page.</summary>
internal static partial class SkiaSvg
{
    /// <summary>
    /// Returns the shapes without prolog, namespaces and text, with prefixed ids, with the colours of <see cref="Ink"/> as classes, and with
    /// numbers rounded to a tenth of a unit.
    /// </summary>
    public static IEnumerable<XElement> Clean(string xml, string id)
    {
        var root = XDocument.Parse(xml).Root!;
        // Skia numbers clips per process, so the same chart would differ from one run to the next.
        var ids = root.Descendants()
            .Attributes("id")
            .Select((a, i) => (a.Value, New: $"{id}-clip{i + 1}"))
            .ToDictionary(p => p.Value, p => p.New, StringComparer.Ordinal);
        return [.. root.Elements().Select(e => Clean(e, ids)).OfType<XElement>()];
    }

    private static XElement? Clean(XElement element, Dictionary<string, string> ids)
    {
        if (element.Name.LocalName is "text")
            return null;
        var clean = new XElement(element.Name.LocalName);
        string? style = null;
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
        {
            var name = attribute.Name.LocalName;
            var value = attribute.Value;
            if (name is "fill" or "stroke" && Ink.Classes.TryGetValue(value, out var ink))
                style = name is "stroke" ? $"line {ink}" : ink;
            else if (name is "id")
                clean.SetAttributeValue(name, ids[value]);
            else if (name is "clip-path")
                clean.SetAttributeValue(name, Reference().Replace(value, m => $"url(#{ids[m.Groups["id"].Value]})"));
            else if (name is not ("stroke-miterlimit" or "fill"))
                clean.SetAttributeValue(name, Fraction().Replace(value, Shorter));
        }

        if (style is not null)
            clean.SetAttributeValue("class", style);
        clean.Add(element.Elements().Select(e => Clean(e, ids)).OfType<XElement>());
        return clean;
    }

    private static string Shorter(Match number) => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("0.#", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"url\(#(?<id>[^)]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"-?\d+\.\d+(?:e-?\d+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fraction();
}
