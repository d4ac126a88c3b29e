using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>Exact arithmetic on the columns of a row: +, −, * and parentheses. Division is not supported because it would round.</summary>
public abstract record Formula
{
    /// <summary>Columns it refers to.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>Parses a formula such as "quantity * (unit_price - discount)"; a column may be in double quotes, see <see cref="Identifier"/>.</summary>
    /// <exception cref="FormatException">The text is not a formula; the message gives the position.</exception>
    public static Formula Parse(string text) => new FormulaParser(text).Parse();

    /// <summary>The same formula with its columns qualified by a looked-up table.</summary>
    public abstract Formula On(string table);

    /// <summary>Names the formula; see <see cref="Identity"/>.</summary>
    public abstract string Id { get; }

    /// <summary>The formula as written, with normalized spaces.</summary>
    public abstract override string ToString();
}

/// <summary>The value of a column.</summary>
public sealed record ColumnTerm(string Name) : Formula
{
    /// <inheritdoc />
    public override string Id => Identity.Of("column", Identity.Column(Name));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Name];

    /// <inheritdoc />
    public override Formula On(string table) => new ColumnTerm(Identifier.Of(table, Name));

    /// <inheritdoc />
    public override string ToString() => Identifier.Written(Name);
}

/// <summary>A constant.</summary>
public sealed record NumberTerm(decimal Value) : Formula
{
    /// <inheritdoc />
    public override string Id => Identity.Number(Value);

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [];

    /// <inheritdoc />
    public override Formula On(string table) => this;

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Two operands combined by +, - or *.</summary>
public sealed record Operation(Formula Left, char Operator, Formula Right) : Formula
{
    /// <inheritdoc />
    public override string Id => Identity.Of($"{Operator}", Left.Id, Right.Id);

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Left.Columns.Concat(Right.Columns);

    /// <inheritdoc />
    public override Formula On(string table) => new Operation(Left.On(table), Operator, Right.On(table));

    /// <inheritdoc />
    public override string ToString() => $"{Operand(Left, false)} {Operator} {Operand(Right, true)}";

    private string Operand(Formula side, bool right) =>
        side is Operation inner && (Operator == '*' ? inner.Operator != '*' : right && Operator == '-') ? $"({inner})" : $"{side}";
}

internal sealed class FormulaParser(string text)
{
    private const int MaxDepth = 50;

    private int position;
    private int depth;

    public Formula Parse()
    {
        var formula = Sum();
        return Peek() == '\0' ? formula : throw Unexpected("an operator (+ - *) or the end");
    }

    private Formula Sum()
    {
        var left = Product();
        while (Peek() is '+' or '-')
            left = new Operation(left, text[position++], Product());
        return left;
    }

    private Formula Product()
    {
        var left = Term();
        while (Peek() == '*')
            left = new Operation(left, text[position++], Term());
        return left;
    }

    private Formula Term()
    {
        var next = Peek();
        if (next == '(')
        {
            if (++depth > MaxDepth)
                throw new FormatException($"the formula opens more than {MaxDepth} parentheses: write it with fewer");
            position++;
            var inner = Sum();
            if (Peek() != ')')
                throw Unexpected("')'");
            position++;
            depth--;
            return inner;
        }
        var start = position;
        if (char.IsAsciiLetter(next) || next == '_')
        {
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
                position++;
            return new ColumnTerm(text[start..position]);
        }
        if (next == '"')
            return new ColumnTerm(Identifier.Read(text[start..(position = EndOfQuoted(start))]));
        while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.'))
            position++;
        return decimal.TryParse(text[start..position], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? ExactNumber.Parse(text[start..position]) == number
                ? new NumberTerm(number)
                : throw new FormatException($"'{text[start..position]}' has too many digits: expected a number of at most 28")
            : throw Unexpected("a column, a number or '('");
    }

    // Behind the closing quote; quotes inside are doubled.
    private int EndOfQuoted(int at)
    {
        while (at < text.Length && text[at] == '"' && text.IndexOf('"', at + 1) is > 0 and var close)
            at = close + 1;
        return at > position ? at : throw Unexpected("a column, a number or '('; a quote is not closed");
    }

    private char Peek()
    {
        while (position < text.Length && text[position] == ' ')
            position++;
        return position < text.Length ? text[position] : '\0';
    }

    private FormatException Unexpected(string expected) =>
        new(
            $"'{text}' at position {position + 1}: found {(position < text.Length ? $"'{text[position]}'" : "the end")}, expected {expected}; "
                + "a formula has columns, numbers, + - * and parentheses (division would round)"
        );
}
