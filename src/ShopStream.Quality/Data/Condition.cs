namespace ShopStream.Quality.Data;

/// <summary>A condition on a row. A column of a looked-up table is held as <see cref="Identifier.Of"/> has it.</summary>
public abstract record Condition
{
    /// <summary>Columns it refers to.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>The same condition with its columns qualified by a looked-up table.</summary>
    public abstract Condition WithRelation(string table);

    /// <summary>Names the condition, whatever its description is. Two conditions are equal if and only if their ids are. See <see cref="Identity"/>.</summary>
    public abstract string Id { get; }

    /// <summary>The condition as written in a sentence.</summary>
    public abstract override string ToString();

    /// <summary>A value as written in a sentence: in double quotes if it could be read as several values or as null.</summary>
    protected static string ToText(string value) =>
        value.Length > 0 && value is not "null" && !value.Any(c => c is ',' or '"' || char.IsWhiteSpace(c)) ? value : Quoted(value);

    /// <summary>Puts a value in double quotes; quotes inside are doubled.</summary>
    protected static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>The value is null.</summary>
public sealed record IsNull(string Column) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("is-null", Identity.Column(Column));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} is null";
}

/// <summary>The value is in the list; false for NULL.</summary>
public sealed record IsOneOf(string Column, IReadOnlyList<string> Values) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("is-one-of", Values.Select(Identity.Value).Prepend(Identity.Column(Column)));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} is one of {string.Join(", ", Values.Select(ToText))}";
}

/// <summary>The value is between two inclusive bounds; false for NULL.</summary>
public sealed record IsBetween(string Column, string Low, string High) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("is-between", Identity.Column(Column), Identity.Value(Low), Identity.Value(High));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} is between {ToText(Low)} and {ToText(High)}";
}

/// <summary>The whole value matches the pattern; false for NULL.</summary>
public sealed record IsMatch(string Column, string Pattern) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("matches", Identity.Column(Column), Identity.Value(Pattern));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} matches {(Pattern.Any(char.IsWhiteSpace) ? Quoted(Pattern) : Pattern)}";
}

/// <summary>How a value compares with a constant.</summary>
public enum Comparison
{
    /// <summary>is</summary>
    Equal,

    /// <summary>is at least</summary>
    AtLeast,

    /// <summary>is at most</summary>
    AtMost,

    /// <summary>is above</summary>
    Above,

    /// <summary>is below</summary>
    Below,
}

/// <summary>Compares the value with a constant; false for NULL.</summary>
public sealed record Compares(string Column, Comparison Comparison, string Value) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of(SymbolOf("equals", "at-least", "at-most", "above", "below"), Identity.Column(Column), Identity.Value(Value));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} {SymbolOf("is", "is at least", "is at most", "is above", "is below")} {ToText(Value)}";

    private string SymbolOf(string equal, string atLeast, string atMost, string above, string below) =>
        Comparison switch
        {
            Comparison.Equal => equal,
            Comparison.AtLeast => atLeast,
            Comparison.AtMost => atMost,
            Comparison.Above => above,
            _ => below,
        };
}

/// <summary>The value equals that of the formula; NULL equals NULL.</summary>
public sealed record IsSameAs(string Column, Formula Formula) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("same-as", Identity.Column(Column), Formula.Id);

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Formula.Columns.Prepend(Column);

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column), Formula = Formula.On(table) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} equals {Formula}";
}

/// <summary>The inner condition does not hold. Unknown for NULL, as in SQL; see <see cref="OrNull"/>.</summary>
public sealed record Not(Condition Inner) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("not", Inner.Id);

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Inner.Columns;

    /// <inheritdoc />
    public override Condition WithRelation(string table) => new Not(Inner.WithRelation(table));

    /// <inheritdoc />
    public override string ToString() => $"not ({Inner})";
}

/// <summary>The inner condition holds or its column is null, so that "status is not one of cancelled" includes orders without a status.</summary>
public sealed record OrNull(Condition Inner, string Column) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("or-null", Inner.Id, Identity.Column(Column));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column, .. Inner.Columns];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => new OrNull(Inner.WithRelation(table), Identifier.Of(table, Column));

    /// <inheritdoc />
    public override string ToString() => $"{Inner} or {Identifier.Written(Column)} is null";
}

/// <summary>All conditions hold; an empty list holds for every row.</summary>
public sealed record AllOf(IReadOnlyList<Condition> Conditions) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("all-of", Conditions.Select(c => c.Id));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Conditions.SelectMany(c => c.Columns);

    /// <inheritdoc />
    public override Condition WithRelation(string table) => new AllOf([.. Conditions.Select(c => c.WithRelation(table))]);

    /// <inheritdoc />
    public override string ToString() => Conditions.Count == 0 ? "any" : string.Join(" and ", Conditions);
}

/// <summary>The hash of the row's key falls into certain buckets. Used to read a large table in parts that are the same in every store.</summary>
/// <param name="Key">Key columns to hash.</param>
/// <param name="Buckets">Total number of buckets; at least 1.</param>
/// <param name="Numbers">Numbers of the buckets to read, from 0.</param>
public sealed record IsInBuckets(IReadOnlyList<string> Key, int Buckets, IReadOnlyList<int> Numbers) : Condition
{
    /// <inheritdoc />
    public override string Id =>
        Identity.Of("in-buckets", Identity.List(Key.Select(Identity.Column)), Identity.Number(Buckets), Identity.List(Numbers.Select(n => Identity.Number(n))));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Key;

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Key = [.. Key.Select(k => Identifier.Of(table, k))] };

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"bucket of {string.Join(" and ", Key.Select(Identifier.Written))} by {Buckets} is one of {string.Join(", ", Numbers)}"
        );
}
