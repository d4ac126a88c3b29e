using System.Runtime.CompilerServices;

namespace ShopStream.Pipeline.Lake;

/// <summary>Requests whose order does not matter: as many at a time as the lake takes, <see cref="ILake.RequestsAtATime"/>.</summary>
internal static class LakeRequests
{
    /// <summary>Sends a request for each item. The first failure cancels the others, and is thrown when all of them have ended.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="items">The items; requests begin in their order.</param>
    /// <param name="request">Sends one.</param>
    /// <param name="cancellationToken">Cancels all requests.</param>
    public static Task EachAsync<T>(this ILake lake, IEnumerable<T> items, Func<T, CancellationToken, Task> request, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = lake.RequestsAtATime, CancellationToken = cancellationToken },
            async (item, token) => await request(item, token)
        );

    /// <summary>What each request returns, in the order of the items.</summary>
    /// <inheritdoc cref="EachAsync"/>
    public static async Task<IReadOnlyList<TResult>> AllAsync<T, TResult>(
        this ILake lake,
        IReadOnlyList<T> items,
        Func<T, CancellationToken, Task<TResult>> request,
        CancellationToken cancellationToken
    )
    {
        var results = new TResult[items.Count];
        await lake.EachAsync(items.Index(), async (item, token) => results[item.Index] = await request(item.Item, token), cancellationToken);
        return results;
    }

    /// <summary>The same, each result as soon as it and those before it are there. Requests that are not needed any more are cancelled.</summary>
    /// <inheritdoc cref="EachAsync"/>
    public static async IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        this ILake lake,
        IReadOnlyList<T> items,
        Func<T, CancellationToken, Task<TResult>> request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                if (running.Count == lake.RequestsAtATime)
                    yield return await running.Dequeue();
                running.Enqueue(request(item, stop.Token));
            }
            while (running.TryDequeue(out var next))
                yield return await next;
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
