using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>Renders the SQL of checks. Scenarios share queries; the page shows each query once.</summary>
internal sealed class Queries
{
    private readonly Dictionary<string, int> shown = new(StringComparer.Ordinal);

    public void Render(Html html, CheckResult check)
    {
        if (string.IsNullOrWhiteSpace(check.Sql))
            return;
        if (shown.TryGetValue(check.Sql, out var number))
        {
            html.Line($"""<p class="small">SQL: same as <a href="#query-{number}">query {number}</a>.</p>""");
            return;
        }

        number = shown.Count + 1;
        shown.Add(check.Sql, number);
        html.Add($"""<details class="more" id="query-{number}"><summary>SQL (query {number})</summary>""");
        html.Line($"""<pre tabindex="0"><code class="data" data-copy="query {number}">{check.Sql}</code></pre></details>""");
    }
}
