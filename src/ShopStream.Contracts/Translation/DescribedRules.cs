using System.Globalization;
using ShopStream.Contracts.Reading;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Translation;

/// <summary>The rules that a table and its columns have by their description: keys, types, bounds, references.</summary>
/// <param name="tables">The tables of the contract.</param>
/// <param name="references">Finds what a relationship names.</param>
internal sealed class DescribedRules(IReadOnlyList<PlacedTable> tables, References references)
{
    private static readonly string[] Hints = ["format", "timezone", "defaultTimezone"];

    /// <summary>The rules of one table, in file order of their kinds.</summary>
    public IEnumerable<TranslatedRule> Of(PlacedTable placed) =>
        [
            .. Shape(placed),
            .. Keys(placed),
            .. placed.Table.Columns.SelectMany(c => Column(placed, c)),
            .. placed.Table.Relationships.Select(r => Reference(placed, null, r)),
        ];

    private static IEnumerable<TranslatedRule> Shape(PlacedTable placed)
    {
        var (table, dataset) = placed;
        if (table.Columns.Count == 0)
            yield break;
        var scenario = $"The columns of {table.Name} are those of the contract";
        yield return Rule(
            placed,
            table.Line,
            "columns",
            scenario,
            $"{dataset} has at least the columns {Identifier.Listing([.. table.Columns.Select(c => c.PhysicalName)])}"
        );
        foreach (var column in table.Columns.Where(c => c.PhysicalType is not null))
        {
            var rule = $"{column.Name}: physicalType {column.PhysicalType}";
            yield return PortableType.Of(column.PhysicalType!) is { } type
                ? Rule(placed, column.Line, rule, scenario, $"{Identifier.Written(column.PhysicalName)} in {dataset} has the type {type}")
                : TranslatedRule.Not(table.Name, column.Line, $"{table.Name}.{rule}", $"'{column.PhysicalType}' is not a type that sentences can name");
        }
    }

    private static IEnumerable<TranslatedRule> Keys(PlacedTable placed)
    {
        var key = placed.Table.Key.Select(c => c.PhysicalName).ToList();
        if (key.Count > 0)
            yield return Rule(placed, placed.Table.Key[0].Line, $"primaryKey {Identifier.Written(key)}", KeyScenario(placed), Once(key, placed.Dataset));
        foreach (
            var column in placed.Table.Columns.Where(c => c.Unique && !(key is [var only] && string.Equals(only, c.PhysicalName, StringComparison.Ordinal)))
        )
            yield return Rule(placed, column.Line, $"{column.Name}: unique", KeyScenario(placed), Once([column.PhysicalName], placed.Dataset));
        var scenario = $"No value of {placed.Table.Name} is missing";
        foreach (var column in placed.Table.Columns.Where(c => c.Required || c.KeyPosition is not null))
            yield return Rule(
                placed,
                column.Line,
                $"{column.Name}: {(column.Required ? "required" : "primaryKey")}",
                scenario,
                $"{Identifier.Written(column.PhysicalName)} is never null in {placed.Dataset}"
            );
    }

    /// <summary>The sentence that no value, or no combination of values, appears twice.</summary>
    public static string Once(IReadOnlyList<string> columns, Dataset dataset) =>
        columns is [var one]
            ? $"no {Identifier.Written(one)} appears more than once in {dataset}"
            : $"no {Identifier.Listing(columns)} together appear more than once in {dataset}";

    private static string KeyScenario(PlacedTable placed) => $"No key appears twice in {placed.Table.Name}";

    private IEnumerable<TranslatedRule> Column(PlacedTable placed, ContractColumn column) =>
        column.Options.SelectMany(o => Option(placed, column, o)).Concat(column.Relationships.Select(r => Reference(placed, column, r)));

    /// <summary>The rule of an option of a logical type.</summary>
    public static IEnumerable<TranslatedRule> Option(PlacedTable placed, ContractColumn column, TypeOption option)
    {
        var subject = $"{Identifier.Written(column.PhysicalName)} in {placed.Dataset}";
        var rule = $"{column.Name}: {option.Name} {string.Join(", ", option.Values)}";
        var lengths = $"The texts of {placed.Table.Name} have the length of the contract";
        var values = $"The values of {placed.Table.Name} are within the bounds of the contract";
        TranslatedRule Say(string scenario, string sentence) => Rule(placed, option.Line, rule, scenario, $"{subject} {sentence}");
        var isMinimumExclusive = column.Options.Any(o => o is { Name: "exclusiveMinimum", Value: "true" });
        var isMaximumExclusive = column.Options.Any(o => o is { Name: "exclusiveMaximum", Value: "true" });
        if (
            Hints.Contains(option.Name, StringComparer.Ordinal)
            || (option.Name.StartsWith("exclusive", StringComparison.Ordinal) && option.Value is "true" or "false")
        )
            yield break;
        yield return option.Name switch
        {
            "minimum" => Say(values, $"is {(isMinimumExclusive ? "above" : "at least")} {Words.Limit(option.Value)}"),
            "maximum" => Say(values, $"is {(isMaximumExclusive ? "below" : "at most")} {Words.Limit(option.Value)}"),
            "exclusiveMinimum" => Say(values, $"is above {Words.Limit(option.Value)}"),
            "exclusiveMaximum" => Say(values, $"is below {Words.Limit(option.Value)}"),
            "minLength" => Say(lengths, $"has at least {Characters(option.Value)}"),
            "maxLength" => Say(lengths, $"has at most {Characters(option.Value)}"),
            "pattern" => Say($"The texts of {placed.Table.Name} match their pattern", $"matches {Words.WholeValue(option.Value)}"),
            "enum" => Say($"The values of {placed.Table.Name} are known", $"is one of {Words.Values(option.Values)}"),
            "multipleOf" => new TranslatedRule(
                placed.Table.Name,
                option.Line,
                $"{placed.Table.Name}.{rule}",
                values,
                [],
                [Multiple(placed, column, option)],
                null
            ),
            _ => TranslatedRule.Not(
                placed.Table.Name,
                option.Line,
                $"{placed.Table.Name}.{rule}",
                "it is about the inside of a document or a list, which no sentence judges"
            ),
        };
    }

    private static WrittenStep Multiple(PlacedTable placed, ContractColumn column, TypeOption option)
    {
        var name = Identifier.Written(column.PhysicalName);
        return new WrittenStep(
            $"this query finds no rows in {placed.Dataset.Layer.NameOf()}:",
            $"SELECT {Identifier.Written(placed.Table.Key.Select(c => c.PhysicalName).Append(column.PhysicalName).Distinct(StringComparer.Ordinal))}\n"
                + $"FROM {placed.NameIn(placed.Dataset.Layer)}\nWHERE MOD({name}, {option.Value}) <> 0"
        );
    }

    private static string Characters(string count) => count is "1" ? "1 character" : $"{count} characters";

    /// <summary>The rule of a relationship.</summary>
    public TranslatedRule Reference(PlacedTable placed, ContractColumn? column, Relationship relationship)
    {
        var rule = $"{column?.Name ?? "relationships"}: relationship to {string.Join(", ", relationship.To)}";
        TranslatedRule Not(string reason) => TranslatedRule.Not(placed.Table.Name, relationship.Line, $"{placed.Table.Name}.{rule}", reason);
        var from = relationship.From.Select(references.Find).ToList();
        var to = relationship.To.Select(references.Find).ToList();
        if (to.Exists(t => t is null) || from.Exists(f => f is null))
            return Not("it refers to another contract");
        IReadOnlyList<string> children = column is null ? [.. from.Select(f => f!.Value.Column.PhysicalName)] : [column.PhysicalName];
        if (
            children.Count == 0
            || children.Count != to.Count
            || to.DistinctBy(t => t!.Value.Table).Count() != 1
            || from.DistinctBy(f => f!.Value.Table).Count() > 1
        )
            return Not("its columns are not as many on both sides, or of several tables");
        var target = to[0]!.Value.Table;
        IReadOnlyList<string> parents = [.. to.Select(t => t!.Value.Column.PhysicalName)];
        // A relationship that a table declares may begin in another table.
        var start = column is null ? tables.First(t => t.Table == from[0]!.Value.Table) : placed;
        var end = tables.First(t => t.Table == target);
        return Rule(
            placed,
            relationship.Line,
            rule,
            $"The references of {placed.Table.Name} exist",
            children is [var child]
                ? $"every {Identifier.Written(child)} in {start.Dataset} exists as {Identifier.Written(parents[0])} in {end.Dataset}"
                : $"every {Identifier.Listing(children)} together in {start.Dataset} exist as {Identifier.Listing(parents)} in {end.Dataset}"
        );
    }

    private static TranslatedRule Rule(PlacedTable placed, int line, string rule, string scenario, string sentence) =>
        new(
            placed.Table.Name,
            line,
            string.Create(CultureInfo.InvariantCulture, $"{placed.Table.Name}.{rule}"),
            scenario,
            [],
            [new WrittenStep(sentence)],
            null
        );
}
