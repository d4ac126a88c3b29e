using System.Globalization;
using System.Text;
using ShopStream.Application.Planning;
using ShopStream.Quality.Data;

namespace ShopStream.Cli.View;

/// <summary>The queries of a plan as SQL, each below its metrics and the scenarios that need them.</summary>
internal static class PlanView
{
    public static string Text(IReadOnlyList<StoreQueries> stores)
    {
        var text = new StringBuilder();
        foreach (var store in stores)
        {
            var metrics = Counted.Of(store.Queries.Sum(q => q.Metrics.Count), "metric");
            var queries = Counted.Of(store.Queries.Count, "query", "queries");
            text.Append(CultureInfo.InvariantCulture, $"-- {store.Store.ToString().ToLowerInvariant()}: {metrics} in {queries} ({store.Dialect})\n");
            foreach (var query in store.Queries)
            {
                text.Append('\n');
                foreach (var metric in query.Metrics)
                    text.Append(CultureInfo.InvariantCulture, $"-- {metric.ReplaceLineEndings(" ")}\n");
                foreach (var scenario in query.Scenarios)
                    text.Append(CultureInfo.InvariantCulture, $"--   for {scenario}\n");
                foreach (var files in query.Files)
                    text.Append(CultureInfo.InvariantCulture, $"--   {files}\n");
                text.Append(query.Sql.Length > 0 ? $"{query.Sql};\n" : "-- (hashes the file and compares it with its manifest)\n");
            }
            text.Append('\n');
        }
        return text.ToString();
    }
}
