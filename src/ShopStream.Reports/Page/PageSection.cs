using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>The sections of a page. On the page of a run that passed, the details are folded: the verdict and the dashboards are what is read.</summary>
internal static class PageSection
{
    /// <param name="html">The page.</param>
    /// <param name="id">The id of the heading.</param>
    /// <param name="title">The heading.</param>
    /// <param name="folded">Whether the content is folded below the heading.</param>
    public static void Begin(Html html, string id, string title, bool folded)
    {
        html.Line($"""<section aria-labelledby="{id}">""");
        if (folded)
            html.Line($"""<details class="fold"><summary><h2 id="{id}">{title}</h2></summary>""");
        else
            html.Line($"""<h2 id="{id}">{title}</h2>""");
    }

    /// <param name="html">The page.</param>
    /// <param name="folded">As given to <see cref="Begin"/>.</param>
    public static void End(Html html, bool folded)
    {
        if (folded)
            html.Line($"</details>");
        html.Line($"</section>");
    }
}
