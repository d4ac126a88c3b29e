using System.Globalization;
using ShopStream.Contracts.Yaml;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Reading;

/// <summary>The fields of one mapping of a contract; what is not as expected is added to the problems.</summary>
/// <param name="mapping">The mapping.</param>
/// <param name="problems">Receives the errors.</param>
internal sealed class Fields(YamlMapping mapping, ContractProblems problems)
{
    /// <summary>Where the mapping begins.</summary>
    public int Line => mapping.Line;

    /// <summary>Adds a problem for every field that the standard does not have here.</summary>
    /// <param name="place">What the mapping is, such as "a column".</param>
    /// <param name="known">The names that the standard has.</param>
    public Fields Only(string place, IReadOnlyCollection<string> known)
    {
        foreach (var field in mapping.Fields.Where(f => !known.Contains(f.Name, StringComparer.Ordinal)))
            problems.Add(field.Line, $"{place} has no field '{field.Name}'{Nearest.Hint(field.Name, known)}");
        return this;
    }

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => mapping[name] is not null;

    /// <summary>Line of the field, or of the mapping without it.</summary>
    public int LineOf(string name) => mapping[name]?.Line ?? mapping.Line;

    /// <summary>A text; a number or a truth value as written. Null if there is none.</summary>
    public string? Text(string name) => mapping[name] is { } field ? ScalarOf(field.Value, name)?.Text : null;

    /// <summary>A text; null if there is none, or if it is a list or a mapping.</summary>
    public string? TextOrNothing(string name) => (mapping[name]?.Value as YamlScalar)?.Text;

    /// <summary>A text that must be there.</summary>
    public string Required(string name, string place)
    {
        if (Text(name) is { Length: > 0 } text)
            return text;
        problems.Add(LineOf(name), $"{place} has no {name}");
        return "?";
    }

    /// <summary>True or false; false if there is none.</summary>
    public bool Flag(string name)
    {
        if (mapping[name] is not { } field)
            return false;
        if (field.Value is YamlScalar { Boolean: { } value })
            return value;
        problems.Add(field.Line, $"{name} is {field.Value.Description}: expected true or false");
        return false;
    }

    /// <summary>A whole number; null if there is none.</summary>
    public int? Whole(string name)
    {
        if (mapping[name] is not { } field)
            return null;
        if (
            field.Value is YamlScalar { IsPlain: true } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        )
            return number;
        problems.Add(field.Line, $"{name} is {field.Value.Description}: expected a whole number");
        return null;
    }

    /// <summary>Numbers: one, or a list of them. Empty after a problem.</summary>
    public IReadOnlyList<decimal> Numbers(string name, int count)
    {
        var field = mapping[name]!;
        IReadOnlyList<YamlNode> items = field.Value is YamlList list ? list.Items : [field.Value];
        var numbers = items.Select(i => (i as YamlScalar)?.Number).OfType<decimal>().ToList();
        if (numbers.Count == count && items.Count == count)
            return numbers;
        problems.Add(
            field.Line,
            $"{name} is {field.Value.Description}: expected {(count == 1 ? "a number" : "two numbers, the lower one first, such as [1, 10]")}"
        );
        return [];
    }

    /// <summary>Scalars: one, or a list of them; null items are null.</summary>
    public IReadOnlyList<string?> Texts(string name)
    {
        if (mapping[name] is not { } field)
            return [];
        IReadOnlyList<YamlNode> items = field.Value is YamlList list ? list.Items : [field.Value];
        return [.. items.Select(i => ScalarOf(i, name)).Select(s => s is null or { IsNull: true } ? null : s.Text)];
    }

    /// <summary>The mappings of a list; empty if there is none.</summary>
    public IReadOnlyList<Fields> List(string name)
    {
        if (mapping[name] is not { } field)
            return [];
        if (field.Value is not YamlList list)
        {
            problems.Add(field.Line, $"{name} is {field.Value.Description}: expected a list");
            return [];
        }
        foreach (var item in list.Items.Where(i => i is not YamlMapping))
            problems.Add(item.Line, $"an item of {name} is {item.Description}: expected fields");
        return [.. list.Items.OfType<YamlMapping>().Select(m => new Fields(m, problems))];
    }

    /// <summary>The fields of a mapping; null if there is none.</summary>
    public Fields? Mapping(string name)
    {
        if (mapping[name] is not { } field)
            return null;
        if (field.Value is YamlMapping inner)
            return new Fields(inner, problems);
        problems.Add(field.Line, $"{name} is {field.Value.Description}: expected fields");
        return null;
    }

    /// <summary>The names of the fields, in file order.</summary>
    public IEnumerable<string> Names => mapping.Fields.Where(f => Has(f.Name)).Select(f => f.Name);

    private YamlScalar? ScalarOf(YamlNode node, string name)
    {
        if (node is YamlScalar scalar)
            return scalar;
        problems.Add(node.Line, $"{name} is {node.Description}: expected a value");
        return null;
    }
}
