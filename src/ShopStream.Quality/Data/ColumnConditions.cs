using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>A condition in the words of its sentence, such as "is in upper case" for a pattern.</summary>
/// <param name="Inner">The condition.</param>
/// <param name="Column">The column that it judges.</param>
/// <param name="Words">The sentence after the column.</param>
public sealed record InWords(Condition Inner, string Column, string Words) : Condition
{
    /// <inheritdoc />
    public override string Id => Inner.Id;

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Inner.Columns;

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Inner = Inner.WithRelation(table), Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} {Words}";
}

/// <summary>The text has a number of characters (code points of Unicode) between two bounds; unknown for NULL.</summary>
/// <param name="Column">Column of text.</param>
/// <param name="Fewest">Fewest characters, 0 or more.</param>
/// <param name="Most">Most characters; null for no bound.</param>
public sealed record HasLength(string Column, long Fewest, long? Most) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("length", Identity.Column(Column), Identity.Number(Fewest), Identity.Number(Most));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() =>
        $"{Identifier.Written(Column)} has "
        + (
            Most is not { } most ? $"at least {Text(Fewest)}"
            : most == Fewest ? $"exactly {Text(most)}"
            : Fewest == 0 ? $"at most {Text(most)}"
            : $"between {Fewest.ToString(CultureInfo.InvariantCulture)} and {Text(most)}"
        )
        + $" {(Most ?? Fewest) switch { 1 => "character", _ => "characters" }}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Compares the value with that of another column of the row; unknown if one of them is NULL.</summary>
/// <param name="Column">One column.</param>
/// <param name="Comparison">How its value compares.</param>
/// <param name="Other">The other column, of the same kind of values.</param>
public sealed record ComparesWith(string Column, Comparison Comparison, string Other) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("compares-with", Identity.Column(Column), Identity.Value($"{Comparison}"), Identity.Column(Other));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column, Other];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column), Other = Identifier.Of(table, Other) };

    /// <inheritdoc />
    public override string ToString() =>
        $"{Identifier.Written(Column)} is "
        + Comparison switch
        {
            Comparison.Equal => "the same as",
            Comparison.AtLeast => "at or above",
            Comparison.AtMost => "at or below",
            Comparison.Above => "above",
            _ => "below",
        }
        + $" {Identifier.Written(Other)}";
}
