using System.Globalization;
using System.Numerics;
using System.Text;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Dialects;

/// <summary>
/// Renders comparisons of columns with constants, by the type of the column. Stores would convert a constant to the column's type and round
/// it; here the constant keeps its digits, and the comparison is rewritten where a store cannot compare it exactly.
/// </summary>
/// <param name="dialect">Dialect of the store.</param>
internal sealed class Constants(Dialect dialect)
{
    // Longest decimal of DuckDB and Snowflake. With more digits a literal becomes a DOUBLE.
    private const int MostDigits = 38;

    // A longer list is hashed by IN.
    private const int MostInList = 100;

    /// <summary>Renders a condition; null if it has no constant, the type is not known, or a constant is not a value of the type.</summary>
    /// <param name="condition">Condition to render.</param>
    /// <param name="column">Renders a column name.</param>
    /// <param name="type">Returns the type of a column.</param>
    public string? Holds(Condition condition, Func<string, string> column, Func<string, ColumnType> type) =>
        condition switch
        {
            IsOneOf c => Of(c.Column, column, type, AsBytes(c.Values))?.In(c.Values, negated: false),
            Not(IsOneOf c) => Of(c.Column, column, type, AsBytes(c.Values))?.In(c.Values, negated: true),
            IsBetween c => Of(c.Column, column, type, asBytes: true)?.Between(c.Low, c.High),
            Compares c => Of(c.Column, column, type, c.Comparison != Comparison.Equal || AsBytes([c.Value]))?.Compare(c.Comparison, c.Value),
            IsSameAs { Formula: NumberTerm n } c => Of(c.Column, column, type, asBytes: false)?.SameAs(n.Value.ToString(CultureInfo.InvariantCulture)),
            IsMatch c => type(c.Column) is { Word.Length: > 0, Kind: ValueKind.Text } text
                ? dialect.Matches(dialect.ComparedText(column(c.Column), text), c.Pattern)
                : null,
            _ => null,
        };

    private Func<string, string> TextLiteral => dialect.Literal;

    private Func<string, IReadOnlyList<string>, string>? TextIn => dialect.TextIn;

    // The source may lack the letters of a constant, and its encoding may order letters otherwise: then the bytes of UTF-8 are compared.
    private static bool AsBytes(IEnumerable<string> constants) => constants.Any(c => !Ascii.IsValid(c));

    private Comparand? Of(string name, Func<string, string> column, Func<string, ColumnType> type, bool asBytes)
    {
        if (type(name) is not { Word.Length: > 0 } known)
            return null;
        if (known.Kind != ValueKind.Text)
            return new Comparand(this, known, column(name));
        var text = dialect.ComparedText(column(name), known);
        return asBytes ? new Comparand(this, known, dialect.ByteOrder(text), dialect.ByteLiteral) : new Comparand(this, known, text);
    }

    // Where a constant lies among the values that the column's type can have.
    private Place PlaceOf(ColumnType type, Constant constant, Func<string, string> literal) =>
        constant switch
        {
            NumberConstant n => PlaceOf(type, n.Value),
            FloatConstant { IsSingle: true } f => new Place($"CAST({dialect.Literal(((float)f.Value).ToString("R", CultureInfo.InvariantCulture))} AS REAL)"),
            FloatConstant f => new Place($"CAST({dialect.Literal(f.Value.ToString("R", CultureInfo.InvariantCulture))} AS DOUBLE PRECISION)"),
            MomentConstant m => PlaceOf(m),
            TimeConstant t => new Place($"TIME {dialect.Literal(t.Value.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture))}"),
            BooleanConstant b => new Place(b.Value ? "TRUE" : "FALSE"),
            TextConstant t => new Place(literal(t.Value)),
            _ => throw new ArgumentException($"unknown constant {constant}", nameof(constant)),
        };

    private Place PlaceOf(ColumnType type, ExactNumber number)
    {
        // Without a size, the digits of the type are not known. PostgreSQL compares numbers of any length exactly.
        if (!dialect.NarrowsNumbers)
            return new Place($"{number}");
        if (type.IsDecimal && type is not { Size: not null, Scale: null or >= 0 })
            return new Place(Literal(number));
        var scale = type.IsDecimal ? type.Scale ?? 0 : 0;
        if (number > Highest(type))
            return Place.Above;
        if (number < Lowest(type))
            return Place.Below;
        if (number.Scale <= scale)
            return new Place(Literal(number));
        var places = Math.Max(scale, number.Scale);
        // As long as all digits of both sides fit, the store compares them as they are.
        if (WholeDigits(type) + places <= MostDigits)
            return new Place(Literal(number), IsExact: true, IsPossible: false);
        return new Place(Literal(Floor(number, scale)), IsExact: false);
    }

    // A longer literal would be a DOUBLE. A number that does not fit into a decimal is an error of the store, never rounded.
    private static string Literal(ExactNumber number)
    {
        var text = $"{number}";
        var digits = text.Count(char.IsAsciiDigit);
        return digits <= MostDigits || (number.Scale == 0 && digits == MostDigits + 1)
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"CAST('{text}' AS DECIMAL({MostDigits}, {number.Scale}))");
    }

    private static ExactNumber Floor(ExactNumber number, int scale)
    {
        var rounded = number.Round(scale);
        return rounded <= number ? rounded : rounded - ExactNumber.Parse($"1e-{scale.ToString(CultureInfo.InvariantCulture)}");
    }

    private static int WholeDigits(ColumnType type) =>
        type.Word switch
        {
            "tinyint" or "utinyint" => 3,
            "smallint" or "usmallint" => 5,
            "int" or "integer" or "uinteger" => 10,
            "bigint" => 19,
            "ubigint" => 20,
            "hugeint" or "uhugeint" => 39,
            _ => type.Size!.Value - (type.Scale ?? 0),
        };

    private ExactNumber Highest(ColumnType type) =>
        type.Word switch
        {
            "hugeint" when dialect.WholeType is "HUGEINT" => ExactNumber.Parse($"{BigInteger.Pow(2, 127) - 1}"),
            "uhugeint" => ExactNumber.Parse($"{BigInteger.Pow(2, 128) - 1}"),
            _ => ExactNumber.Parse(new string('9', Math.Min(WholeDigits(type), MostDigits)) + (type.IsDecimal ? "." + new string('9', type.Scale ?? 0) : "")),
        };

    private ExactNumber Lowest(ColumnType type) =>
        type.Word switch
        {
            "uhugeint" => ExactNumber.Zero,
            "hugeint" when dialect.WholeType is "HUGEINT" => ExactNumber.Zero - Highest(type) - 1m,
            _ => ExactNumber.Zero - Highest(type),
        };

    private Place PlaceOf(MomentConstant moment)
    {
        if (moment.Infinite != 0)
            return new Place($"CAST({dialect.Literal(moment.Infinite > 0 ? "infinity" : "-infinity")} AS {moment.Word.ToUpperInvariant()})");
        return moment.Word switch
        {
            "date" => new Place(
                $"DATE {dialect.Literal(moment.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}",
                IsExact: moment.Value.TimeOfDay == TimeSpan.Zero
            ),
            "timestamptz" => new Place($"CAST({dialect.Literal(Text(moment.Value) + "+00:00")} AS TIMESTAMPTZ)"),
            _ => new Place($"TIMESTAMP {dialect.Literal(Text(moment.Value))}"),
        };

        static string Text(DateTime value) => value.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }

    /// <summary>A place among the values of a type.</summary>
    /// <param name="Literal">The constant, or the highest value of the type below it.</param>
    /// <param name="IsExact">Whether the literal is the constant.</param>
    /// <param name="IsPossible">Whether a value of the type can be equal to it.</param>
    /// <param name="Side">1 if the constant is above all values of the type, −1 if it is below, otherwise 0.</param>
    private readonly record struct Place(string Literal, bool IsExact = true, bool IsPossible = true, int Side = 0)
    {
        public static Place Above { get; } = new("", IsExact: false, Side: 1);

        public static Place Below { get; } = new("", IsExact: false, Side: -1);
    }

    private sealed class Comparand(Constants constants, ColumnType type, string sql, Func<string, string>? literal = null)
    {
        // Null for null, as every comparison.
        private string Always => $"{sql} = {sql}";

        private string Never => $"{sql} <> {sql}";

        public string? Compare(Comparison comparison, string text) => PlaceOf(text) is { } place ? Compare(comparison, place) : null;

        public string? Between(string low, string high) =>
            (PlaceOf(low), PlaceOf(high)) switch
            {
                ({ IsExact: true } from, { IsExact: true } to) => $"{sql} BETWEEN {from.Literal} AND {to.Literal}",
                ({ } from, { } to) => $"({Compare(Comparison.AtLeast, from)} AND {Compare(Comparison.AtMost, to)})",
                _ => null,
            };

        // Null does not equal a number.
        public string? SameAs(string text) =>
            PlaceOf(text) switch
            {
                { IsExact: true } place => $"{sql} IS NOT DISTINCT FROM {place.Literal}",
                { } => "FALSE",
                null => null,
            };

        public string? In(IReadOnlyList<string> values, bool negated)
        {
            var places = values.Select(PlaceOf).ToList();
            if (places.Contains(null))
                return null;
            var possible = places
                .OfType<Place>()
                .Where(p => p is { IsExact: true, IsPossible: true })
                .Select(p => p.Literal)
                .Distinct(StringComparer.Ordinal)
                .ToList();
            if (possible.Count == 0)
                return negated ? Always : Never;
            if (type.IsText && possible.Count <= MostInList && constants.TextIn is { } textIn)
                return $"{(negated ? "NOT " : "")}{textIn(sql, possible)}";
            return $"{sql} {(negated ? "NOT IN" : "IN")} ({string.Join(", ", possible)})";
        }

        private Place? PlaceOf(string text) =>
            Constant.TryParse(type, text) is { } constant ? constants.PlaceOf(type, constant, literal ?? constants.TextLiteral) : null;

        private string Compare(Comparison comparison, Place place) =>
            (comparison, place) switch
            {
                (Comparison.Equal, { IsExact: false }) => Never,
                (Comparison.AtLeast or Comparison.Above, { Side: 1 }) or (Comparison.AtMost or Comparison.Below, { Side: -1 }) => Never,
                (_, { Side: not 0 }) => Always,
                (Comparison.Equal, _) => $"{sql} = {place.Literal}",
                (Comparison.AtLeast, { IsExact: true }) => $"{sql} >= {place.Literal}",
                (Comparison.AtMost, _) => $"{sql} <= {place.Literal}",
                (Comparison.Below, { IsExact: true }) => $"{sql} < {place.Literal}",
                // No value lies between the literal and the constant.
                (Comparison.Below, _) => $"{sql} <= {place.Literal}",
                _ => $"{sql} > {place.Literal}",
            };
    }
}
