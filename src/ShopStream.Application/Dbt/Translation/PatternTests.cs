namespace ShopStream.Application.Dbt.Translation;

/// <summary>Tests of the form of texts.</summary>
internal static class PatternTests
{
    private const string Prefix = "dbt_expectations.expect_column_value";

    public static IEnumerable<(string Name, TestKind Kind)> Kinds =>
        [
            ($"{Prefix}_lengths_to_equal", new(TestSubject.Values, c => Of(c, c.Text("value") is { } length ? [$"has exactly {Characters(length)}"] : null))),
            ($"{Prefix}_lengths_to_be_between", new(TestSubject.Values, Lengths)),
            ($"{Prefix}s_to_match_regex", new(TestSubject.Values, c => Of(c, Patterns(c, "regex", all: true, negated: false)))),
            ($"{Prefix}s_to_not_match_regex", new(TestSubject.Values, c => Of(c, Patterns(c, "regex", all: true, negated: true)))),
            ($"{Prefix}s_to_match_regex_list", new(TestSubject.Values, c => Of(c, Patterns(c, "regex_list", IsAll(c), negated: false)))),
            ($"{Prefix}s_to_not_match_regex_list", new(TestSubject.Values, c => IsAll(c) ? Of(c, Patterns(c, "regex_list", all: true, negated: true)) : null)),
            ($"{Prefix}s_to_match_like_pattern", new(TestSubject.Values, c => Like(c, "is like", c.Text("like_pattern") is { } pattern ? [pattern] : null))),
            (
                $"{Prefix}s_to_not_match_like_pattern",
                new(TestSubject.Values, c => Like(c, "is not like", c.Text("like_pattern") is { } pattern ? [pattern] : null))
            ),
            ($"{Prefix}s_to_match_like_pattern_list", new(TestSubject.Values, c => IsAll(c) ? null : Like(c, "is like", c.Test.List("like_pattern_list")))),
            (
                $"{Prefix}s_to_not_match_like_pattern_list",
                new(TestSubject.Values, c => IsAll(c) ? Like(c, "is not like", c.Test.List("like_pattern_list")) : null)
            ),
        ];

    private static IReadOnlyList<string>? Of(TestContext c, IReadOnlyList<string>? predicates) =>
        c.Column is { } column && predicates is not null ? [.. predicates.Select(p => $"{column} in {c.Dataset} {p}")] : null;

    private static IReadOnlyList<string>? Like(TestContext c, string predicate, IReadOnlyList<string>? patterns) =>
        patterns is { Count: > 0 } ? Of(c, [$"{predicate} {SentenceParts.Values(patterns)}"]) : null;

    private static bool IsAll(TestContext c) => c.Text("match_on") is "all";

    private static string Characters(string length) => $"{length} character{(length is "1" ? "" : "s")}";

    private static IReadOnlyList<string>? Lengths(TestContext c) =>
        c.Test.Flag("strictly")
            ? null
            : (c.Text("min_value"), c.Text("max_value")) switch
            {
                ({ } low, { } high) => Of(c, [$"has between {low} and {high} characters"]),
                ({ } low, null) => Of(c, [$"has at least {Characters(low)}"]),
                (null, { } high) => Of(c, [$"has at most {Characters(high)}"]),
                _ => null,
            };

    private static IReadOnlyList<string>? Patterns(TestContext c, string argument, bool all, bool negated)
    {
        // Flags change what a pattern matches.
        if (c.Test.Has("flags") || c.Test.Flag("is_raw"))
            return null;
        var written = c.Text(argument) is { } one ? [one] : c.Test.List(argument);
        if (written is not { Count: > 0 })
            return null;
        if (TestContext.All(written.Select(PatternText.OfRegex)) is not { } patterns)
            return null;
        var predicate = negated ? "never matches" : "matches";
        return all || patterns.Count == 1 ? [.. patterns.Select(p => $"{predicate} {p}")] : [$"{predicate} ({string.Join('|', patterns)})"];
    }
}
