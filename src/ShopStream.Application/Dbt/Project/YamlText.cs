namespace ShopStream.Application.Dbt.Project;

/// <summary>Texts in YAML.</summary>
internal static class YamlText
{
    /// <summary>A text in single quotes, in which only the quote itself is special.</summary>
    public static string Of(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
