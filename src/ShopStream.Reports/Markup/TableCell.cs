namespace ShopStream.Reports.Markup;

/// <summary>Protects table cells that contain data.</summary>
internal static class TableCell
{
    private const string Formula = "=+-@";

    /// <summary>Prefixes a value that starts like a formula with an apostrophe, so that a spreadsheet pastes it as text.</summary>
    public static string Of(string value) => value.TrimStart() is [var first, ..] && Formula.Contains(first, StringComparison.Ordinal) ? $"'{value}" : value;
}
