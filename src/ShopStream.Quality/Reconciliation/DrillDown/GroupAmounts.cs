namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>What counts of a key in one group.</summary>
/// <param name="Group">Identity of the group.</param>
/// <param name="Wanted">Expected amount.</param>
/// <param name="Found">Actual amount.</param>
/// <param name="WantedRows">Expected number of rows.</param>
/// <param name="FoundRows">Actual number of rows.</param>
/// <param name="DigestDiffers">Whether the rows differ, whatever their sum.</param>
internal readonly record struct GroupAmounts(string Group, decimal Wanted, decimal Found, decimal WantedRows, decimal FoundRows, bool DigestDiffers)
{
    /// <summary>Whether the sides differ.</summary>
    /// <param name="byRow">Whether the rows of both sides are the same entity.</param>
    public bool Differs(bool byRow) => Found != Wanted || (byRow && (FoundRows != WantedRows || DigestDiffers));

    /// <summary>Adds up the entries of a key, by group, in the order in which the groups first occur. It runs once per key that is compared.</summary>
    /// <param name="expected">Entries on the expected side.</param>
    /// <param name="actual">Entries on the actual side.</param>
    public static IReadOnlyList<GroupAmounts> Of(IReadOnlyList<Entry> expected, IReadOnlyList<Entry> actual)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var tallies = new List<Tally>();
        Add(expected, isFound: false);
        Add(actual, isFound: true);
        return tallies.ConvertAll(t => t.Amounts);

        void Add(IReadOnlyList<Entry> entries, bool isFound)
        {
            foreach (var entry in entries)
            {
                var group = KeyText.Identity(entry.Group);
                if (!positions.TryGetValue(group, out var position))
                {
                    positions[group] = position = tallies.Count;
                    tallies.Add(new Tally(group));
                }
                tallies[position].Add(entry, isFound);
            }
        }
    }

    private sealed class Tally(string group)
    {
        private decimal wanted;
        private decimal found;
        private decimal wantedRows;
        private decimal foundRows;
        private decimal digests;
        private bool isDigested = true;

        public GroupAmounts Amounts => new(group, wanted, found, wantedRows, foundRows, isDigested && digests != 0);

        public void Add(Entry entry, bool isFound)
        {
            isDigested &= entry.Digest is not null;
            if (isFound)
                (found, foundRows, digests) = (found + entry.Counted, foundRows + entry.CountedRows, digests + entry.Digest.GetValueOrDefault());
            else
                (wanted, wantedRows, digests) = (wanted + entry.Counted, wantedRows + entry.CountedRows, digests - entry.Digest.GetValueOrDefault());
        }
    }
}
