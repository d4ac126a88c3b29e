using ShopStream.Quality.Data;

namespace ShopStream.Quality.Profiling;

/// <summary>Columns that may be the sum or product of two others. Sums and bounds rule out most of them without a query.</summary>
internal static class RowFormulas
{
    private const int MinRows = 10;
    private const int MaxFormulas = 40;

    public static IEnumerable<IsSameAs> For(TableProfile table)
    {
        if (table.Rows < MinRows)
            return [];
        // Columns with a single value or with NULLs match by chance.
        var numbers = table
            .Columns.Where(c => c.Traits is { IsAmount: true, Kind: not ColumnKind.Float } && c.Values == table.Rows && c.Low < c.High && c.Sum is not null)
            .ToList();
        var pairs = numbers.SelectMany((a, i) => numbers.Skip(i + 1).Select(b => (A: a, B: b))).ToList();
        return numbers.SelectMany(t => pairs.Where(p => p.A != t && p.B != t).SelectMany(p => Of(t, p.A, p.B))).Take(MaxFormulas);
    }

    private static IEnumerable<IsSameAs> Of(ColumnProfile total, ColumnProfile a, ColumnProfile b)
    {
        if (total.Sum == a.Sum + b.Sum)
            yield return Same(total, a, '+', b);
        if (a.Low >= 0 && b.Low >= 0 && MayBeProduct(total, a, b))
            yield return Same(total, a, '*', b);
    }

    private static bool MayBeProduct(ColumnProfile total, ColumnProfile a, ColumnProfile b)
    {
        try
        {
            return total.Traits.Scale >= a.Traits.Scale + b.Traits.Scale
                && total.Low >= a.Low * b.Low
                && total.High <= a.High * b.High
                && total.High >= Math.Max(a.High!.Value * b.Low!.Value, a.Low!.Value * b.High!.Value);
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static IsSameAs Same(ColumnProfile total, ColumnProfile a, char sign, ColumnProfile b) =>
        new(total.Name, new Operation(new ColumnTerm(a.Name), sign, new ColumnTerm(b.Name)));
}
