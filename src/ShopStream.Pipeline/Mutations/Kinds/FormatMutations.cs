namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A text of nothing but blanks.</summary>
internal sealed class BlanksOnly() : CellMutation("blanks only", "is two blanks")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"TRIM({cell}) <> ''";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => "'  '";
}

/// <summary>A word that stands for a missing value. Of a column of codes, it would be an unknown code.</summary>
internal sealed class StandIn() : CellMutation("stand-in", "is N/A")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text && !scope.HasCodes(column);

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => "'N/A'";
}

/// <summary>A text that was too long for its field.</summary>
internal sealed class TextCutShort() : CellMutation("text cut short", "has lost its last character")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"LENGTH({cell}) > 1";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"SUBSTR({cell}, 1, LENGTH({cell}) - 1)";
}

/// <summary>A text without its punctuation, as after a cleaning that is too thorough: an address, a date or a number loses its format.</summary>
internal sealed class PunctuationLost() : CellMutation("punctuation lost", "has lost its punctuation")
{
    private static readonly char[] Marks = ['@', '.', '-', ':', '/', '+'];

    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> {Without(cell)}";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => Without(cell);

    private static string Without(string cell) => Marks.Aggregate(cell, (sql, mark) => $"REPLACE({sql}, '{mark}', '')");
}

/// <summary>The members of a JSON value have other names.</summary>
internal sealed class JsonKeysRenamed() : CellMutation("JSON keys renamed", "has its JSON keys renamed")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Json;

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope) =>
        base.Of(column, scope) with
        {
            Where = $"{scope.Dialect.JsonText(scope.Name(column))} LIKE '%\":%'",
        };

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) =>
        scope.Dialect.JsonOf($"REPLACE({scope.Dialect.JsonText(cell)}, '\":', 'x\":')");
}
