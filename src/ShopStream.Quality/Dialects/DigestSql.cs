using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Dialects;

/// <summary>Renders digests of values that are the same in every store for equal values.</summary>
/// <param name="dialect">Dialect of the store.</param>
internal sealed class DigestSql(Dialect dialect)
{
    /// <summary>A non-negative 60-bit number from the values of columns; NULL differs from every value.</summary>
    public string Of(IEnumerable<(string Column, ColumnType Type)> columns) => dialect.Hash(TextOf(columns));

    /// <summary>A number of at most 60 bits that is the same in this store only.</summary>
    public string LocalOf(IEnumerable<(string Column, ColumnType Type)> columns) => (dialect.LocalHash ?? dialect.Hash)(TextOf(columns));

    /// <summary>Number of the bucket of a key, from 0.</summary>
    /// <param name="columns">Columns of the key.</param>
    /// <param name="buckets">Number of buckets; at least 1.</param>
    public string Bucket(IEnumerable<(string Column, ColumnType Type)> columns, int buckets) =>
        $"MOD({Of(columns)}, {buckets.ToString(CultureInfo.InvariantCulture)})";

    private string TextOf(IEnumerable<(string Column, ColumnType Type)> columns) => CanonicalSql.Join([.. columns.Select(c => dialect.Text(c.Column, c.Type))]);
}
