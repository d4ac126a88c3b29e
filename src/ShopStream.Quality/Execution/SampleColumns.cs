using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>Classifies the columns of a sample: keys and personal data.</summary>
internal sealed class SampleColumns
{
    private const string DayOf = "day of ";

    private readonly Sample sample;
    private readonly PersonalColumns personal;
    private readonly List<TableInfo> tables;
    private readonly bool queriesPersonal;

    /// <param name="sample">The sample to classify.</param>
    /// <param name="catalog">Provides keys and columns of the tables.</param>
    /// <param name="personal">Columns whose values are never shown.</param>
    public SampleColumns(Sample sample, Catalog catalog, PersonalColumns personal)
    {
        (this.sample, this.personal) = (sample, personal);
        var words = sample.CustomSql is { } customSql ? CustomSqlPolicy.Words(customSql.Sql) : new HashSet<string>(StringComparer.Ordinal);
        tables = sample.CustomSql is not null
            ? [.. catalog.Tables.Where(t => t.Dataset.Store == sample.Store && words.Contains(t.Dataset.Table))]
            : [.. sample.Subject.References.Select(r => r.Dataset).Distinct().Select(catalog.Find).OfType<TableInfo>()];
        queriesPersonal = tables.Exists(t => t.Columns.Any(c => words.Contains(c.Name) && personal.Has(t.Dataset.Table, c.Name)));
    }

    /// <summary>Whether the column identifies a row. Duplicate values, orphans and groups with their amounts count as well.</summary>
    public bool IsKey(string column) =>
        sample.Subject.IsSampleKey(column) || tables.Exists(t => t.Key.Contains(column, StringComparer.OrdinalIgnoreCase)) || KeyNames.LooksLikeKey(column);

    /// <summary>
    /// Whether the column's values are never shown. A column that custom SQL computes under another name is personal if the query uses a personal column.
    /// </summary>
    public bool IsPersonal(string column)
    {
        // Column names as measured: email, users.email, a group key (day of birth_date, day of "Birth Date"), and the first word of any other.
        var (word, key) = (column.Split(' ')[0], column.StartsWith(DayOf, StringComparison.Ordinal) ? column[DayOf.Length..] : column);
        string[] names = [column, word[(word.LastIndexOf('.') + 1)..], Identifier.SplitReference(key).Column ?? Identifier.Unquoted(key)];
        return names.Any(n => personal.Has("", n) || tables.Exists(t => personal.Has(t.Dataset.Table, n)))
            || (queriesPersonal && !tables.Exists(t => t.Has(column)));
    }
}
