using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ShopStream.Quality.Data;

/// <summary>
/// A cell of a table of rows, typed by its column. <c>null</c> is NULL; an empty cell is the empty text; a text in double quotes keeps its blanks, and
/// may be the word null. A value is never rounded or shortened to fit.
/// </summary>
/// <param name="Text">The value as engines read it; null for NULL.</param>
/// <param name="Canonical">Equal values have equal text: 1.50 and 1.5, two ways to write the same JSON; null for NULL.</param>
public readonly record struct CellValue(string? Text, string? Canonical)
{
    /// <summary>How NULL is written.</summary>
    public const string Null = "null";

    private const int LargestDecimal = 38;

    /// <summary>NULL.</summary>
    public static CellValue Nothing => new(null, null);

    /// <summary>Reads a cell.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="cell">The cell as written.</param>
    /// <exception cref="FormatException">The cell is not a value of the type, or does not fit; the message says what is expected.</exception>
    public static CellValue Read(ColumnType type, string cell)
    {
        if (string.Equals(cell, Null, StringComparison.Ordinal))
            return Nothing;
        if (type.Kind == ValueKind.Json)
            return Json(cell);
        if (type.Kind == ValueKind.Text && type.Word is not "uuid")
            return OfText(type, Unquoted(cell));
        if (cell.Length == 0)
            throw new FormatException($"a value, or {Null} for no value: only a text may be empty");
        var constant = Constant.Parse(type, cell);
        if (constant is NumberConstant number)
            RequireFit(type, number.Value);
        if (constant is MomentConstant { Infinite: 0 } moment && type.Word is "date" && moment.Value.TimeOfDay != TimeSpan.Zero)
            throw new FormatException("a date without a time, such as 2025-11-28");
        var canonical = Written(constant, type);
        return new CellValue(canonical, canonical);
    }

    /// <summary>A value that an engine returned, in the same form.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="text">The measured text; null for NULL.</param>
    public static CellValue OfMeasured(ColumnType type, string? text)
    {
        if (text is null)
            return Nothing;
        if (type.Kind == ValueKind.Json)
            return Canonicalized(text) is { } json ? new CellValue(text, json) : new CellValue(text, text);
        return type.Kind == ValueKind.Text || Constant.TryParse(type, text) is not { } constant
            ? new CellValue(text, text)
            : new(text, Written(constant, type));
    }

    /// <summary>Writes a value so that <see cref="Read"/> reads it back.</summary>
    public static string Write(ColumnType type, string? text) =>
        text is null ? Null
        : type.Kind == ValueKind.Text && NeedsQuotes(text) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;

    private static bool NeedsQuotes(string text) =>
        text.Length == 0
        || string.Equals(text, Null, StringComparison.Ordinal)
        || char.IsWhiteSpace(text[0])
        || char.IsWhiteSpace(text[^1])
        || (text.Length > 1 && text[0] == '"' && text[^1] == '"');

    private static string Unquoted(string cell) =>
        cell.Length > 1 && cell[0] == '"' && cell[^1] == '"' ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell;

    private static CellValue OfText(ColumnType type, string text) =>
        type.IsText && type.Size is { } most && text.EnumerateRunes().Count() is var length && length > most
            ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"a text of at most {most} characters; this one has {length}"))
            : new CellValue(text, text);

    private static CellValue Json(string cell) =>
        Canonicalized(cell) is { } canonical
            ? new CellValue(cell, canonical)
            : throw new FormatException($"JSON, such as {{\"page\": \"home\"}}, or {Null} for no value");

    private static string? Canonicalized(string json)
    {
        try
        {
            return Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void RequireFit(ColumnType type, ExactNumber number)
    {
        if (type.IsDecimal)
        {
            var (digits, decimals) = (type.Size ?? LargestDecimal, type.Size is null ? 10 : type.Scale ?? 0);
            if (number.Scale > Math.Max(decimals, 0))
                throw new FormatException(
                    string.Create(CultureInfo.InvariantCulture, $"a number with at most {decimals} decimals ({type.Word}({digits},{decimals}))")
                );
            if (number.Abs >= ExactNumber.Parse($"1e{(digits - decimals).ToString(CultureInfo.InvariantCulture)}"))
                throw new FormatException(
                    string.Create(CultureInfo.InvariantCulture, $"a number below 1e{digits - decimals} ({type.Word}({digits},{decimals}))")
                );
            return;
        }
        if (number.Scale > 0)
            throw new FormatException("a whole number");
        var (least, most) = Range(type.Word);
        if (number < least || number > most)
            throw new FormatException($"a whole number from {least} to {most}");
    }

    private static (ExactNumber Least, ExactNumber Most) Range(string word) =>
        word switch
        {
            "tinyint" => (sbyte.MinValue, sbyte.MaxValue),
            "utinyint" => (byte.MinValue, byte.MaxValue),
            "smallint" => (short.MinValue, short.MaxValue),
            "usmallint" => (ushort.MinValue, ushort.MaxValue),
            "int" or "integer" => (int.MinValue, int.MaxValue),
            "uinteger" => (uint.MinValue, uint.MaxValue),
            "bigint" => (long.MinValue, long.MaxValue),
            "ubigint" => (ulong.MinValue, ulong.MaxValue),
            "uhugeint" => (0m, ExactNumber.Parse($"{UInt128.MaxValue}")),
            _ => (ExactNumber.Parse($"{Int128.MinValue}"), ExactNumber.Parse($"{Int128.MaxValue}")),
        };

    private static string Written(Constant constant, ColumnType type) =>
        constant switch
        {
            NumberConstant number => $"{number.Value}",
            FloatConstant number => number.Value == 0 ? "0" : number.Value.ToString("R", CultureInfo.InvariantCulture),
            MomentConstant { Infinite: not 0 } moment => moment.Infinite > 0 ? "infinity" : "-infinity",
            MomentConstant moment when type.Word is "date" => moment.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            MomentConstant moment => moment.Value.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)
                + (type.Word is "timestamptz" ? "+00" : ""),
            TimeConstant time => time.Value.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            BooleanConstant truth => truth.Value ? "true" : "false",
            TextConstant text => text.Value,
            _ => throw new InvalidOperationException($"{constant.GetType().Name} has no text"),
        };
}
