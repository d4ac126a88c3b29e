using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Partitions;

/// <summary>How a table is divided into partitions, and how changes in old ones show.</summary>
public sealed partial record PartitionSpec
{
    /// <summary>Form of the setting, in words.</summary>
    public const string Form = "<column> by day, or <column> by <size of a range>, then optionally ; watermark <column> ; open <number> ; overlap <age>";

    private const int UsualOpenDays = 2;
    private const int UsualOpenRanges = 1;
    private const int MostOpen = 10_000;

    /// <summary>The column that says which partition a row is of.</summary>
    public required string Column { get; init; }

    /// <summary>Size of a range of keys, from 1; null for a partition per day.</summary>
    public long? Size { get; init; }

    /// <summary>The column with the moment of a row's last change; null if there is none.</summary>
    public string? Watermark { get; init; }

    /// <summary>
    /// Days before that of the snapshot, or ranges before the newest, whose seal is compared every night; from 0. Default: 2 days, 1 range.
    /// </summary>
    public required int Open { get; init; }

    /// <summary>How long before the snapshot a change may have been made that was committed after it; default 1 hour.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The division and the watermark, in the words of the setting, as manifests have it: with another one, everything is read anew.</summary>
    public string Layout =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Identifier.Written(Column)} by {(Size is { } size ? $"{size}" : "day")}{(Watermark is { } by ? $"; watermark {Identifier.Written(by)}" : "")}"
        );

    /// <summary>Reads the setting.</summary>
    /// <param name="text">See <see cref="Form"/>.</param>
    /// <exception cref="FormatException">The text has another form. The message gives what was found and expected.</exception>
    public static PartitionSpec Parse(string text)
    {
        var parts = Identifier.Parts(text, ';').Select(p => p.Trim()).Where(p => p.Length > 0).ToList();
        if (parts.Count == 0 || Division().Match(parts[0]) is not { Success: true } division)
            throw new FormatException($"found '{text}', expected {Form}");
        long? size = null;
        if (division.Groups["by"].Value is not "day" and var digits)
            size =
                long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                    ? number
                    : throw new FormatException($"found the range '{digits}', expected a whole number from 1 to {long.MaxValue}");
        var spec = new PartitionSpec
        {
            Column = Identifier.Read(division.Groups["column"].Value),
            Size = size,
            Open = size is null ? UsualOpenDays : UsualOpenRanges,
        };
        foreach (var part in parts.Skip(1))
            spec = With(spec, part);
        return spec;
    }

    /// <summary>What is wrong with the columns, in words; null if nothing is.</summary>
    /// <param name="table">The table, with the columns that are extracted.</param>
    public string? FaultIn(TableInfo table)
    {
        if (TypeIn(table, Column) is not { } type)
            return Missing(table, Column);
        if (Size is null && !IsMoment(type))
            return $"{Identifier.Written(Column)} of {table.Dataset} has the type {type}, expected date, timestamp or timestamptz for partitions by day";
        if (Size is not null && type is not ("smallint" or "int" or "bigint"))
            return $"{Identifier.Written(Column)} of {table.Dataset} has the type {type}, expected smallint, integer or bigint for ranges of keys";
        if (Watermark is not { } watermark)
            return null;
        if (TypeIn(table, watermark) is not { } moment)
            return Missing(table, watermark);
        return IsMoment(moment)
            ? null
            : $"the watermark {Identifier.Written(watermark)} of {table.Dataset} has the type {moment}, expected date, timestamp or timestamptz";
    }

    private static PartitionSpec With(PartitionSpec spec, string part)
    {
        var blank = part.IndexOf(' ', StringComparison.Ordinal);
        var (word, value) = blank < 0 ? (part, "") : (part[..blank], part[blank..].Trim());
        switch (word)
        {
            case "watermark" when value.Length > 0:
                return spec with { Watermark = Identifier.Read(value) };
            case "open" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var open) && open <= MostOpen:
                return spec with { Open = open };
            case "open":
                throw new FormatException($"found 'open {value}', expected a whole number from 0 to {MostOpen}");
            case "overlap":
                return spec with { Overlap = OverlapOf(value) };
            default:
                throw new FormatException($"found '{part}', expected watermark <column>, open <number> or overlap <age>");
        }
    }

    private static TimeSpan OverlapOf(string value)
    {
        if (
            Ages().Match(value) is { Success: true } age
            && long.TryParse(age.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= MostOpen
        )
            return new Age(count, age.Groups["unit"].Value).Span;
        throw new FormatException($"found 'overlap {value}', expected an age such as 90 minutes, 26 hours or 2 days");
    }

    private static string? TypeIn(TableInfo table, string column) =>
        table.Columns.FirstOrDefault(c => string.Equals(c.Name, column, StringComparison.Ordinal))?.Type;

    private static string Missing(TableInfo table, string column) =>
        $"{table.Dataset} has no column {Identifier.Written(column)} among those that are extracted"
        + $"{Nearest.NameHint(column, table.Columns.Select(c => c.Name))}";

    private static bool IsMoment(string type) => ColumnType.Parse(type).Word is "date" or "timestamp" or "timestamptz" && !type.EndsWith(']');

    [GeneratedRegex("""^(?<column>"([^"]|"")*"|[^\s"]+)\s+by\s+(?<by>day|[0-9]+)\z""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Division();

    [GeneratedRegex(@"^(?<count>[0-9]+) (?<unit>minute|hour|day)s?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ages();
}
