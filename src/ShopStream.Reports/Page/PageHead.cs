using ShopStream.Reports.Markup;

namespace ShopStream.Reports.Page;

/// <summary>The head that every page shares: no network, no frames, and only the embedded style and script.</summary>
internal static class PageHead
{
    /// <summary>Adds everything from the document type to the end of the head.</summary>
    /// <param name="html">Receives the head.</param>
    /// <param name="title">The title, not yet escaped.</param>
    /// <param name="hasScript">Whether the page embeds <see cref="Script"/>.</param>
    public static void Render(Html html, string title, bool hasScript)
    {
        html.Line($"<!DOCTYPE html>");
        html.Line($"""<html lang="en">""");
        html.Line($"<head>");
        html.Line($"""<meta charset="utf-8" />""");
        html.Add($"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{Stylesheet.Hash}'; """);
        if (hasScript)
            html.Add($"script-src '{Script.Hash}'; ");
        html.Line($"""base-uri 'none'; form-action 'none'" />""");
        html.Line($"""<meta name="viewport" content="width=device-width, initial-scale=1" />""");
        html.Line($"""<meta name="color-scheme" content="light dark" />""");
        html.Line($"""<meta name="referrer" content="no-referrer" />""");
        html.Line($"<title>{title}</title>");
        html.Add($"<style>").AddStylesheet().Line($"</style>");
        html.Line($"</head>");
    }
}
