using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Partitions;

/// <summary>Finds the partitions of a table that can have rows that meet conditions. A condition that it does not know excludes nothing.</summary>
public sealed class PartitionFilter
{
    private readonly PartitionSpec spec;
    private readonly ColumnType type;
    private readonly SnapshotTime taken;

    private PartitionFilter(PartitionSpec spec, ColumnType type, SnapshotTime taken) => (this.spec, this.type, this.taken) = (spec, type, taken);

    /// <summary>The files of a table that can have rows of one of the relations: all, if the table is not divided.</summary>
    /// <param name="table">The table.</param>
    /// <param name="relations">Rows of the table, in any layer.</param>
    /// <param name="taken">What relative conditions count from.</param>
    public static IReadOnlyList<TableFile> FilesOf(ManifestTable table, IEnumerable<Relation> relations, SnapshotTime taken)
    {
        if (table.PartitionedBy is not { } layout)
            return table.Files;
        var division = PartitionSpec.Parse(layout);
        var column = table.Columns.First(c => string.Equals(c.Name, division.Column, StringComparison.Ordinal));
        var filter = new PartitionFilter(division, ColumnType.Parse(column.Type), taken);
        var rows = relations.ToList();
        return
        [
            .. table.Files.Where(f => filter.RangeOf(f.Partition!.Name) is var values && rows.Exists(r => filter.MayHold(new AllOf(r.Conditions), values))),
        ];
    }

    private bool MayHold(Condition condition, Values values) =>
        condition switch
        {
            AllOf c => c.Conditions.All(x => MayHold(x, values)),
            AnyOf c => c.Conditions.Any(x => MayHold(x, values)),
            InWords c => MayHold(c.Inner, values),
            IsNull c => !IsOn(c.Column) || values.AreNull,
            Not(IsNull c) => !IsOn(c.Column) || !values.AreNull,
            IsWithinLast c => !IsOn(c.Column) || IsWithin(c.Period, values),
            IsBetween c => !IsOn(c.Column) || (Reaches(values, Comparison.AtLeast, c.Low) && Reaches(values, Comparison.AtMost, c.High)),
            IsOneOf c => !IsOn(c.Column) || c.Values.Any(v => Reaches(values, Comparison.Equal, v)),
            Compares c => !IsOn(c.Column) || Reaches(values, c.Comparison, c.Value),
            _ => true,
        };

    // A column of a looked-up table has another name here.
    private bool IsOn(string column) => string.Equals(column, spec.Column, StringComparison.Ordinal);

    private bool IsWithin(LastPeriod period, Values values)
    {
        var (from, before) = period.Bounds(taken);
        return Reaches(values, Comparison.AtLeast, new MomentConstant(from, type.Word, 0))
            && Reaches(values, Comparison.Below, new MomentConstant(before, type.Word, 0));
    }

    private bool Reaches(Values values, Comparison comparison, string constant) => Reaches(values, comparison, Constant.TryParse(type, constant));

    private static bool Reaches(Values values, Comparison comparison, Constant? constant) =>
        !values.AreNull
        && (
            constant is null
            || values.Low is not { } low
            || values.High is not { } high
            || comparison switch
            {
                Comparison.AtLeast => Constant.Compare(high, constant) >= 0,
                Comparison.Above => Constant.Compare(high, constant) > 0,
                Comparison.AtMost => Constant.Compare(low, constant) <= 0,
                Comparison.Below => Constant.Compare(low, constant) < 0,
                _ => Constant.Compare(low, constant) <= 0 && Constant.Compare(high, constant) >= 0,
            }
        );

    private Values RangeOf(string name)
    {
        if (name is PartitionSql.NullName)
            return new Values(AreNull: true, null, null);
        if (spec.Size is { } size)
        {
            var least = PartitionSql.LowOf(name);
            return new Values(AreNull: false, Number(least), Number(least + size - 1));
        }
        return PartitionSql.DayOf(name) is { } day
            ? new Values(
                AreNull: false,
                new MomentConstant(day.ToDateTime(TimeOnly.MinValue), type.Word, 0),
                new MomentConstant(day.ToDateTime(TimeOnly.MaxValue), type.Word, 0)
            )
            : new Values(AreNull: false, null, null);
    }

    private static NumberConstant Number(Int128 number) => new(ExactNumber.Parse(number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The values that the partition column can have in a partition.</summary>
    /// <param name="AreNull">Whether all are NULL; otherwise none is.</param>
    /// <param name="Low">The least; null if it is not known.</param>
    /// <param name="High">The greatest; null if it is not known.</param>
    private sealed record Values(bool AreNull, Constant? Low, Constant? High);
}
