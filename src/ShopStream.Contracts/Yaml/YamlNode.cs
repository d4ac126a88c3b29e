using System.Globalization;

namespace ShopStream.Contracts.Yaml;

/// <summary>A value of a YAML document.</summary>
/// <param name="Line">Where it begins, counted from 1.</param>
internal abstract record YamlNode(int Line)
{
    /// <summary>What it is, for messages: a mapping, a list, or the scalar as written.</summary>
    public abstract string Description { get; }
}

/// <summary>A field of a mapping.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Line">Line of the key, counted from 1.</param>
/// <param name="Value">Its value.</param>
internal sealed record YamlField(string Name, int Line, YamlNode Value);

/// <summary>Fields by name; no name occurs twice.</summary>
internal sealed record YamlMapping(int Line, IReadOnlyList<YamlField> Fields) : YamlNode(Line)
{
    /// <inheritdoc />
    public override string Description => "a mapping";

    /// <summary>The field; null if there is none, or if its value is null.</summary>
    public YamlField? this[string name] =>
        Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.Ordinal)) is { Value: not YamlScalar { IsNull: true } } field ? field : null;
}

/// <summary>A list.</summary>
internal sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    /// <inheritdoc />
    public override string Description => "a list";
}

/// <summary>A scalar, resolved by the core schema of YAML 1.2: a plain null, true, 12 or 1.5 is not a text.</summary>
/// <param name="Line">Where it begins, counted from 1.</param>
/// <param name="Text">The text, without quotes.</param>
/// <param name="IsPlain">Whether it is written without quotes, and not as a block.</param>
internal sealed record YamlScalar(int Line, string Text, bool IsPlain) : YamlNode(Line)
{
    /// <summary>Whether it is null, or nothing at all.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>The truth value; null if it is none.</summary>
    public bool? Boolean =>
        !IsPlain ? null
        : Text is "true" or "True" or "TRUE" ? true
        : Text is "false" or "False" or "FALSE" ? false
        : null;

    /// <summary>The exact number; null if it is none, or has more than 28 digits.</summary>
    public decimal? Number => IsPlain && decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <inheritdoc />
    public override string Description => Text.Length > 60 ? $"'{Text[..60]}…'" : $"'{Text}'";
}
