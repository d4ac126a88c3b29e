namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>An empty text instead of a NULL.</summary>
internal sealed class EmptyForNull() : CellMutation("empty for null", "is empty instead of null")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} IS NULL";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => "''";
}

/// <summary>A trailing blank.</summary>
internal sealed class TrailingBlank() : CellMutation("trailing blank", "has a trailing blank", MutationLayers.Source | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> ''";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"{cell} || ' '";
}

/// <summary>Capital letters for small ones, or the reverse.</summary>
internal sealed class OtherCase() : CellMutation("other case", "has its letter case changed", MutationLayers.Source | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"UPPER({cell}) <> LOWER({cell})";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) =>
        $"CASE WHEN {cell} = UPPER({cell}) THEN LOWER({cell}) ELSE UPPER({cell}) END";
}

/// <summary>A code that does not exist.</summary>
internal sealed class UnknownCode() : CellMutation("unknown code", "is an unknown code", MutationLayers.Source | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => scope.HasCodes(column);

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => "'zz'";
}

/// <summary>Another code that exists, such as delivered for cancelled: no list of known codes notices it.</summary>
internal sealed class AnotherKnownCode() : CellMutation("another known code", "is another known code")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => scope.HasCodes(column) && scope.Distinct(column) > 1 && !column.IsKey;

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) =>
        $"CASE WHEN {cell} = (SELECT MIN({cell}) FROM t) THEN (SELECT MAX({cell}) FROM t) ELSE (SELECT MIN({cell}) FROM t) END";
}

/// <summary>A character that is not seen: a zero-width space after the first character.</summary>
internal sealed class InvisibleCharacter()
    : CellMutation("invisible character", "has an invisible character, U+200B", MutationLayers.Source | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> ''";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"SUBSTR({cell}, 1, 1) || CHR(8203) || SUBSTR({cell}, 2)";
}

/// <summary>The same letters in the other Unicode form: e and an accent (NFD) for é (NFC).</summary>
internal sealed class OtherUnicodeForm() : CellMutation("other Unicode form", "has letters and accents apart (NFD)")
{
    private static readonly (char Composed, char Letter, int Accent)[] Letters =
    [
        ('é', 'e', 0x301),
        ('è', 'e', 0x300),
        ('ê', 'e', 0x302),
        ('ë', 'e', 0x308),
        ('à', 'a', 0x300),
        ('á', 'a', 0x301),
        ('â', 'a', 0x302),
        ('ä', 'a', 0x308),
        ('ç', 'c', 0x327),
        ('í', 'i', 0x301),
        ('ï', 'i', 0x308),
        ('ñ', 'n', 0x303),
        ('ó', 'o', 0x301),
        ('ô', 'o', 0x302),
        ('ö', 'o', 0x308),
        ('ú', 'u', 0x301),
        ('ü', 'u', 0x308),
    ];

    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> {Apart(cell)}";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => Apart(cell);

    private static string Apart(string cell) =>
        Letters.Aggregate(
            cell,
            (sql, l) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"REPLACE({sql}, '{l.Composed}', '{l.Letter}' || CHR({l.Accent}))")
        );
}

/// <summary>UTF-8 read as Latin-1.</summary>
internal sealed class EncodingBroken()
    : AllCellsMutation("encoding broken", "has its encoding broken in all rows: Ã© for é", MutationLayers.Lake | MutationLayers.Warehouse)
{
    private static readonly (string Good, string Bad)[] Misread =
    [
        ("é", "Ã©"),
        ("è", "Ã¨"),
        ("à", "Ã "),
        ("ç", "Ã§"),
        ("ü", "Ã¼"),
        ("ö", "Ã¶"),
        ("ä", "Ã¤"),
        ("ñ", "Ã±"),
        ("í", "Ã­"),
        ("ó", "Ã³"),
    ];

    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Text;

    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) => Misread.Aggregate(cell, (sql, m) => $"REPLACE({sql}, '{m.Good}', '{m.Bad}')");
}

/// <summary>A text inside a JSON value is another one.</summary>
internal sealed class JsonValueChanged() : CellMutation("JSON value changed", "has another text in its JSON value")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Json;

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope) =>
        base.Of(column, scope) with
        {
            Where = $"{scope.Dialect.JsonText(scope.Name(column))} LIKE '%\":%\"%'",
        };

    /// <inheritdoc />
    // Behind the colon of every member that is a text, with or without a blank.
    protected override string Value(string cell, MutationColumn column, MutationScope scope) =>
        scope.Dialect.JsonOf($"REPLACE(REPLACE({scope.Dialect.JsonText(cell)}, '\":\"', '\":\"x'), '\": \"', '\": \"x')");
}
