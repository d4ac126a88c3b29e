using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Series;

/// <summary>The calendar of nights: a table for each month, a cell for each data date with its outcome.</summary>
internal static class NightCalendar
{
    private const int Months = 12;
    private const int Counted = 30;
    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <param name="html">Receives the section; nothing without a night.</param>
    /// <param name="nights">Nights, ascending.</param>
    /// <param name="hasPage">Returns whether the page of a run still exists.</param>
    public static void Render(Html html, IReadOnlyList<Night> nights, Func<string, bool> hasPage)
    {
        if (nights.Count == 0)
            return;
        var byDate = nights.ToDictionary(n => n.Date);
        var (first, last) = (nights[0].Date, nights[^1].Date);
        var shown = First(last).AddMonths(1 - Months);
        html.Line($"""<section aria-labelledby="nights"><h2 id="nights">Nights</h2>""");
        html.Line($"<p>{Sentence(byDate, first, last)}</p>");
        html.Line($"""<p class="small quiet">{Legend} Each day is a date of the data, with the newest outcome of its scenarios.</p>""");
        if (first < shown)
            html.Line($"<p>The newest {Months} months; earlier nights are in history.jsonl.</p>");
        html.Line($"""<div class="calendar">""");
        for (var month = First(first < shown ? shown : first); month <= last; month = month.AddMonths(1))
            Month(html, month, (first, last), byDate, hasPage);
        html.Line($"</div></section>");
    }

    private static string Legend { get; } =
        string.Join(", ", Enum.GetValues<Outcome>().Select(OutcomeWords.Of).Select(w => $"{w.Symbol} {w.Word}")) + ", – no run.";

    // Such as: "Of the 30 days to 2025-11-28, 27 passed, 2 failed and 1 has no run."
    private static string Sentence(Dictionary<DateOnly, Night> nights, DateOnly first, DateOnly last)
    {
        var days = Math.Min(Counted, last.DayNumber - first.DayNumber + 1);
        var outcomes = Enumerable.Range(0, days).Select(d => nights.GetValueOrDefault(last.AddDays(-d))?.Outcome).ToLookup(o => o);
        var parts = Enum.GetValues<Outcome>()
            .Where(o => outcomes[o].Any())
            .Select(o => $"{Figures.Count(outcomes[o].Count())} {OutcomeWords.Of(o).Word.ToLowerInvariant()}")
            .ToList();
        var without = outcomes[null].Count();
        if (without > 0)
            parts.Add($"{Figures.Count(without)} {(without == 1 ? "has" : "have")} no run");
        return $"Of the {Figures.Count(days, "day")} to {Figures.Day(last)}: {string.Join(", ", parts)}.";
    }

    private static void Month(Html html, DateOnly month, (DateOnly First, DateOnly Last) span, Dictionary<DateOnly, Night> nights, Func<string, bool> hasPage)
    {
        html.Line($"<table><caption>{month.ToString("MMMM yyyy", CultureInfo.InvariantCulture)}</caption>");
        html.Add($"<thead><tr>");
        foreach (var day in Weekdays)
            html.Add($"""<th scope="col"><abbr title="{day}">{day[..2]}</abbr></th>""");
        html.Line($"</tr></thead><tbody>");
        for (var monday = month.AddDays(-Weekday(month)); monday < month.AddMonths(1); monday = monday.AddDays(7))
        {
            html.Add($"<tr>");
            for (var day = monday; day < monday.AddDays(7); day = day.AddDays(1))
                if (day.Month != month.Month || day < span.First || day > span.Last)
                    html.Add($"<td></td>");
                else
                    Day(html, day, nights.GetValueOrDefault(day), hasPage);
            html.Line($"</tr>");
        }
        html.Line($"</tbody></table>");
    }

    private static void Day(Html html, DateOnly day, Night? night, Func<string, bool> hasPage)
    {
        if (night is null)
        {
            html.Add($"""<td title="{Figures.Day(day)}: no run"><span class="quiet">{day.Day} <b aria-hidden="true">–</b></span>""");
            html.Add($"""<span class="seen-by-ear">no run</span></td>""");
            return;
        }
        var word = OutcomeWords.Of(night.Outcome);
        html.Add($"""<td class="mark {word.Style}" title="{Title(night)}">""");
        var link = hasPage(night.Newest.RunId);
        if (link)
            html.Add($"""<a href="{Uri.EscapeDataString(night.Newest.RunId)}/index.html">""");
        html.Add($"""{day.Day} <b aria-hidden="true">{word.Symbol}</b><span class="seen-by-ear">{word.Word}</span>""");
        if (link)
            html.Add($"</a>");
        html.Add($"</td>");
    }

    private static string Title(Night night)
    {
        var not =
            night.Scenarios == 0 ? "nothing judged"
            : night.NotPassed == 0 ? $"all {Figures.Count(night.Scenarios, "scenario")} passed"
            : $"{Figures.Count(night.NotPassed)} of {Figures.Count(night.Scenarios, "scenario")} did not pass";
        return $"{Figures.Day(night.Date)}: {OutcomeWords.Of(night.Outcome).Word.ToLowerInvariant()}, {not}, {Figures.Count(night.Runs, "run")}";
    }

    private static DateOnly First(DateOnly day) => new(day.Year, day.Month, 1);

    private static int Weekday(DateOnly day) => ((int)day.DayOfWeek + 6) % 7;
}
