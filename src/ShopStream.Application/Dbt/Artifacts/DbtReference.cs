using System.Text.RegularExpressions;

namespace ShopStream.Application.Dbt.Artifacts;

/// <summary>A ref or source in Jinja, as the arguments of tests have it.</summary>
/// <param name="Package">The package, or the name of the source; null for none.</param>
/// <param name="Name">The model, seed, snapshot or table.</param>
/// <param name="Version">The version; null for the latest.</param>
/// <param name="IsSource">Whether it is a table of a source.</param>
internal sealed partial record DbtReference(string? Package, string Name, string? Version, bool IsSource)
{
    /// <returns>Null if the text refers to nothing.</returns>
    public static DbtReference? Of(string jinja)
    {
        var match = Call().Match(jinja);
        if (!match.Success)
            return null;
        var second = match.Groups["second"];
        var isSource = match.Groups["what"].Value is "source";
        if (isSource && !second.Success)
            return null;
        var (first, version) = (match.Groups["first"].Value, match.Groups["version"]);
        return second.Success
            ? new DbtReference(first, second.Value, version.Success ? version.Value : null, isSource)
            : new DbtReference(null, first, version.Success ? version.Value : null, IsSource: false);
    }

    /// <returns>Null if there is none, or more than one that it could be.</returns>
    public DbtRelation? In(IEnumerable<DbtRelation> relations)
    {
        var named = relations.Where(r => (r.Kind == RelationKind.Source) == IsSource && string.Equals(r.Name, Name, StringComparison.Ordinal)).ToList();
        if (IsSource)
            return named.FirstOrDefault(r => string.Equals(r.SourceName, Package, StringComparison.Ordinal));
        var versions = named.Where(r => string.Equals(r.Version, Version ?? r.LatestVersion, StringComparison.Ordinal)).ToList();
        var ofPackage = Package is null
            ? versions
            : versions.Where(r => r.UniqueId.Split('.') is [_, var package, ..] && string.Equals(package, Package, StringComparison.Ordinal)).ToList();
        return ofPackage.Count == 1 ? ofPackage[0] : null;
    }

    [GeneratedRegex(
        """\b(?<what>ref|source)\(\s*['"](?<first>[^'"]+)['"]\s*(,\s*['"](?<second>[^'"]+)['"]\s*)?"""
            + """(,\s*(v|version)\s*=\s*['"]?(?<version>[^'")\s]+)['"]?\s*)?\)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Call();
}
