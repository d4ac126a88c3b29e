using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ShopStream.Contracts.Export;

/// <summary>Writes a contract as YAML.</summary>
internal static class ContractYaml
{
    /// <summary>The head of a contract, and its tables.</summary>
    public static string Text(ContractHead head, IReadOnlyCollection<ExportedTable> tables, IReadOnlyList<ServiceLevel> levels)
    {
        var root = Map(
            ("apiVersion", Text("v3.1.0")),
            ("kind", Text("DataContract")),
            ("id", Text(head.Id)),
            ("name", Text(head.Name)),
            ("version", Text(head.Version)),
            ("status", Text(head.Status)),
            ("schema", List(tables.Select(Table))),
            ("slaProperties", List(levels.Select(Level)))
        );
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(writer, assignAnchors: false);
        // The library ends a document with a line of dots.
        return writer.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n', '.') + "\n";
    }

    private static YamlMappingNode Table(ExportedTable table) =>
        Map(
            ("name", Text(table.Name)),
            ("physicalName", Text(table.Dataset.Table)),
            ("logicalType", Text("object")),
            ("customProperties", List([Map(("property", Text("layer")), ("value", Text(table.Model.Layer)))])),
            ("properties", List(table.Model.Columns.Select(Column))),
            ("quality", List(table.Rules.Select(Rule)))
        );

    private static YamlMappingNode Column(ContractColumn column) =>
        Map(
            ("name", Text(column.Name)),
            ("logicalType", Text(column.LogicalType)),
            ("physicalType", Text(column.PhysicalType)),
            ("required", column.Required ? Plain("true") : null),
            ("unique", column.Unique ? Plain("true") : null),
            ("logicalTypeOptions", Map([.. column.Options.Select(o => (o.Name, (YamlNode?)Value(o.Value)))])),
            ("relationships", List(column.Relationships.Select(r => Map(("to", Text(r.To[0])))))),
            ("quality", List(column.Rules.Select(Rule)))
        );

    private static YamlMappingNode Rule(QualityRule rule) =>
        Map(
            ("name", Text(rule.Name)),
            ("type", Text(rule.Type)),
            ("metric", Text(rule.Metric)),
            (
                "arguments",
                Map(
                    ("validValues", List(rule.ValidValues.Select(v => Text(v)!))),
                    ("pattern", Text(rule.Pattern)),
                    ("properties", List(rule.Properties.Select(p => Text(p)!)))
                )
            ),
            ("query", Text(rule.Query)),
            ("engine", Text(rule.Engine)),
            ("implementation", Text(rule.Implementation)),
            (Name(rule.Bound), rule.Bound is { } bound ? Limits(bound) : null),
            ("unit", rule.IsPercent ? Text("percent") : null),
            ("severity", Text(rule.Severity)),
            ("tags", List(rule.Tags.Select(t => Text(t)!)))
        );

    private static YamlMappingNode Level(ServiceLevel level) =>
        Map(("property", Text(level.Property)), ("value", Value(level.Value)), ("unit", Text(level.Unit)), ("element", Text(level.Element)));

    private static string Name(RuleBound? bound) => bound is null ? "mustBe" : Reading.Standard.Operators.First(o => o.Value == bound.Operator).Key;

    private static YamlNode Limits(RuleBound bound) =>
        bound.Values is [var one]
            ? Plain(Translation.Words.Number(one))
            : new YamlSequenceNode(bound.Values.Select(v => Plain(Translation.Words.Number(v)))) { Style = YamlDotNet.Core.Events.SequenceStyle.Flow };

    // An empty list or mapping is left out, as is a field without a value.
    private static YamlMappingNode Map(params (string Name, YamlNode? Value)[] fields) =>
        new(
            fields
                .Where(f => f.Value is not (null or YamlSequenceNode { Children.Count: 0 } or YamlMappingNode { Children.Count: 0 }))
                .Select(f => KeyValuePair.Create<YamlNode, YamlNode>(Plain(f.Name), f.Value!))
        );

    private static YamlSequenceNode List(IEnumerable<YamlNode> items) => new(items);

    private static YamlScalarNode Plain(string text) => new(text) { Style = ScalarStyle.Plain };

    // A number is one; a date and any other text is a text.
    private static YamlScalarNode Value(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? Plain(text) : Text(text)!;

    private static YamlScalarNode? Text(string? text) =>
        text is null ? null
        : text.Contains('\n', StringComparison.Ordinal) ? new YamlScalarNode(text) { Style = ScalarStyle.Literal }
        : new YamlScalarNode(text)
        {
            Style =
                text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ' ' or '-') && char.IsAsciiLetter(text[0]) && !IsWord(text)
                    ? ScalarStyle.Plain
                    : ScalarStyle.SingleQuoted,
        };

    // Words that YAML reads as something else, in its version 1.1, too.
    private static bool IsWord(string text) => text.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N";
}
