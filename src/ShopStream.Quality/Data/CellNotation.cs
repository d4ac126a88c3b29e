using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>How the cells of a table write numbers and days, which depends on the language of the feature. Texts are not concerned.</summary>
public abstract partial class CellNotation
{
    /// <summary>10.00 and 2025-11-28.</summary>
    public static CellNotation Point { get; } = new PointNotation();

    /// <summary>
    /// 10,00 and 28/11/2025. A decimal point and 2025-11-28 are read as well, where they can mean one thing only; a blank may separate thousands.
    /// </summary>
    public static CellNotation Comma { get; } = new CommaNotation();

    /// <summary>The cell in the notation of <see cref="Point"/>.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="cell">The cell as written.</param>
    /// <exception cref="FormatException">The cell can be read in two ways, or is not a day; the message says what is expected.</exception>
    public abstract string Read(ColumnType type, string cell);

    /// <summary>A cell in the notation of <see cref="Point"/> as this one writes it.</summary>
    public abstract string Write(ColumnType type, string cell);

    private sealed class PointNotation : CellNotation
    {
        public override string Read(ColumnType type, string cell) => cell;

        public override string Write(ColumnType type, string cell) => cell;
    }

    private sealed partial class CommaNotation : CellNotation
    {
        public override string Read(ColumnType type, string cell) =>
            type.Kind switch
            {
                ValueKind.Exact or ValueKind.Float => Number(cell),
                ValueKind.Moment => Moment(cell),
                _ => cell,
            };

        public override string Write(ColumnType type, string cell) =>
            type.Kind switch
            {
                ValueKind.Exact or ValueKind.Float => cell.Replace('.', ','),
                ValueKind.Moment when IsoDay().Match(cell) is { Success: true } day =>
                    $"{day.Groups["day"]}/{day.Groups["month"]}/{day.Groups["year"]}{cell[day.Length..]}",
                _ => cell,
            };

        private static string Number(string cell)
        {
            var (commas, points) = (cell.Count(c => c == ','), cell.Count(c => c == '.'));
            if (commas > 1 || (commas == 1 && points > 0))
                throw new FormatException("a number with one decimal comma and no other mark, such as 1234,50");
            if (Thousands().IsMatch(cell))
            {
                var decimals = points == 1 ? $" or {cell.Replace('.', ',')}" : "";
                throw new FormatException($"a number that can be read in one way: {cell.Replace(".", "", StringComparison.Ordinal)}{decimals}");
            }
            return (Grouped().IsMatch(cell) ? Blanks().Replace(cell, "") : cell).Replace(',', '.');
        }

        private static string Moment(string cell)
        {
            var at = cell.IndexOf(' ', StringComparison.Ordinal);
            var (day, time) = at < 0 ? (cell, "") : (cell[..at], cell[at..]);
            if (!day.Contains('/', StringComparison.Ordinal))
                return cell;
            return DateOnly.TryParseExact(day, "dd/MM/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + time.Replace(',', '.')
                : throw new FormatException("a day, a month and a year of four digits, such as 28/11/2025 or 2025-11-28");
        }

        // 1.234 may be a number of thousands; 0.234 and 1.23 may not.
        [GeneratedRegex(@"\A[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+\z", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Thousands();

        [GeneratedRegex("\\A[+-]?[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+(,[0-9]+)?\\z", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Grouped();

        [GeneratedRegex("[ \u00a0\u202f]", RegexOptions.None, 1000)]
        private static partial Regex Blanks();

        [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})(?![0-9])", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex IsoDay();
    }
}
