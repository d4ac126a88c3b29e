namespace ShopStream.Reports.Markup;

/// <summary>Text from data that is a whole cell of a table.</summary>
internal static class TableCell
{
    private const string Formula = "=+-@";

    /// <summary>A spreadsheet that the table is copied into takes what begins with = for a formula; with an apostrophe before it, it is text there.</summary>
    public static string Of(string value) => value.TrimStart() is [var first, ..] && Formula.Contains(first, StringComparison.Ordinal) ? $"'{value}" : value;
}
