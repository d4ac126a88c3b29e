using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>Exact arithmetic over a row's columns: + − * and parentheses. No division: it would round.</summary>
public abstract record Formula
{
    /// <summary>The columns it names.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>Reads "quantity * (unit_price - discount)".</summary>
    /// <exception cref="FormatException">Not such a formula; the message points at the place.</exception>
    public static Formula Parse(string text) => new FormulaParser(text).Parse();

    /// <summary>The same formula about the columns of a table that a relation joins.</summary>
    public abstract Formula On(string table);

    /// <summary>As written, blanks normalized.</summary>
    public abstract override string ToString();
}

/// <summary>A column's value.</summary>
public sealed record ColumnTerm(string Name) : Formula
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Name];

    /// <inheritdoc />
    public override Formula On(string table) => new ColumnTerm($"{table}.{Name}");

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>A constant.</summary>
public sealed record NumberTerm(decimal Value) : Formula
{
    /// <inheritdoc />
    public override IEnumerable<string> Columns => [];

    /// <inheritdoc />
    public override Formula On(string table) => this;

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Left and right joined by +, - or *.</summary>
public sealed record Operation(Formula Left, char Operator, Formula Right) : Formula
{
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
    private const int Deepest = 50;

    private int at;
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
            left = new Operation(left, text[at++], Product());
        return left;
    }

    private Formula Product()
    {
        var left = Term();
        while (Peek() == '*')
            left = new Operation(left, text[at++], Term());
        return left;
    }

    private Formula Term()
    {
        var next = Peek();
        if (next == '(')
        {
            if (++depth > Deepest) throw new FormatException($"the formula opens more than {Deepest} parentheses: write it with fewer");
            at++;
            var inner = Sum();
            if (Peek() != ')') throw Unexpected("')'");
            at++;
            depth--;
            return inner;
        }
        var start = at;
        if (char.IsAsciiLetter(next) || next == '_')
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
            return new ColumnTerm(text[start..at]);
        }
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
        return decimal.TryParse(text[start..at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new NumberTerm(number)
            : throw Unexpected("a column, a number or '('");
    }

    private char Peek()
    {
        while (at < text.Length && text[at] == ' ') at++;
        return at < text.Length ? text[at] : '\0';
    }

    private FormatException Unexpected(string expected) =>
        new($"'{text}' at position {at + 1}: found {(at < text.Length ? $"'{text[at]}'" : "the end")}, expected {expected}; a formula has columns, numbers, + - * and parentheses (division would round)");
}
