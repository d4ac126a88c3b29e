using System.Text;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Application.Dbt.Project;

/// <summary>The macro "rule" of the metric definitions, for every warehouse that dbt may build in.</summary>
internal static class RuleMacros
{
    // No name of a column, so that it can be replaced in the SQL.
    private const string Alias = "\u0001";

    /// <summary>The macros.</summary>
    public static string Text(IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
    {
        var text = new StringBuilder();
        text.Append("{# The rules of the settings, for the rows of an alias. #}\n");
        text.Append("{% macro rule(name, alias=none) -%}\n    {{ adapter.dispatch('rule')(name, alias) }}\n{%- endmacro %}\n");
        foreach (var (adapter, dialect) in new[] { ("duckdb", Dialect.DuckDb), ("snowflake", Dialect.Snowflake) })
            Append(text, adapter, dialect, businessMetrics);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string adapter, Dialect dialect, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
    {
        text.Append("\n{% macro ").Append(adapter).Append("__rule(name, alias) -%}\n    {%- set p = alias ~ '.' if alias else '' -%}\n");
        var word = "if";
        foreach (var (name, metric) in businessMetrics.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var sql = new SqlText(dialect).Holds(metric.Condition, column => $"{Alias}{dialect.Quote(column)}");
            text.Append("    {%- ").Append(word).Append(" name == '").Append(name).Append("' -%}\n        (");
            text.Append(sql.Replace(Alias, "{{ p }}", StringComparison.Ordinal)).Append(")\n");
            word = "elif";
        }
        text.Append(word is "if" ? "    {%- if true -%}\n" : "    {%- else -%}\n");
        text.Append("        {{ exceptions.raise_compiler_error('there is no rule ' ~ name) }}\n    {%- endif -%}\n{%- endmacro %}\n");
    }
}
