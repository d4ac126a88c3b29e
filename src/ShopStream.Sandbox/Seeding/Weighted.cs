namespace ShopStream.Sandbox.Seeding;

/// <summary>Picks one of several values by weight.</summary>
internal sealed class Weighted<T>
{
    private readonly T[] values;
    private readonly double[] upTo;

    public Weighted(params IReadOnlyList<(T Value, double Weight)> choices)
    {
        values = [.. choices.Select(c => c.Value)];
        upTo = new double[choices.Count];
        var sum = 0.0;
        for (var i = 0; i < choices.Count; i++)
            upTo[i] = sum += choices[i].Weight;
    }

    public T Pick(ref RowRandom random)
    {
        var at = random.Unit() * upTo[^1];
        var i = 0;
        while (i < upTo.Length - 1 && at >= upTo[i])
            i++;
        return values[i];
    }
}
