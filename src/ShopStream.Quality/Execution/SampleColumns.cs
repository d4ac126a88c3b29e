using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Execution;

/// <summary>What the columns of a sample are.</summary>
internal sealed class SampleColumns
{
    private readonly Sample sample;
    private readonly PersonalColumns personal;
    private readonly List<TableInfo> tables;
    private readonly bool ofPersonal;

    /// <param name="sample">What was asked.</param>
    /// <param name="catalog">Knows keys and columns.</param>
    /// <param name="personal">Whose values are never shown.</param>
    public SampleColumns(Sample sample, Catalog catalog, PersonalColumns personal)
    {
        (this.sample, this.personal) = (sample, personal);
        var words = sample.Subject is CustomSqlMetric own ? CustomSqlPolicy.Words(own.Sql) : new HashSet<string>(StringComparer.Ordinal);
        tables = sample.Subject is CustomSqlMetric
            ? [.. catalog.Tables.Where(t => t.Dataset.Store == sample.Store && words.Contains(t.Dataset.Table))]
            : [.. sample.Subject.References.Select(m => m.Dataset).Distinct().Select(catalog.Find).OfType<TableInfo>()];
        ofPersonal = tables.Exists(t => t.Columns.Any(c => words.Contains(c.Name) && personal.Has(t.Dataset.Table, c.Name)));
    }

    /// <summary>Whether it names a row; a repeated value, one that points to nothing, and a group with its figures do as well.</summary>
    public bool IsKey(string column) => sample.Subject switch
    {
        GroupDifferences or DuplicateValues => true,
        Orphans o when string.Equals(o.Column, column, StringComparison.OrdinalIgnoreCase) => true,
        _ => tables.Exists(t => t.Key.Contains(column, StringComparer.OrdinalIgnoreCase)) || KeyNames.LooksLikeKey(column),
    };

    /// <summary>Whether its values are never shown. What an own query makes of personal columns under another name is personal, too.</summary>
    public bool IsPersonal(string column)
    {
        // As the answer names them: email, users.email, birth_date by day.
        var name = column.Split(' ')[0];
        name = name[(name.LastIndexOf('.') + 1)..];
        return personal.Has("", name) || tables.Exists(t => personal.Has(t.Dataset.Table, name)) || (ofPersonal && !tables.Exists(t => t.Has(column)));
    }
}
