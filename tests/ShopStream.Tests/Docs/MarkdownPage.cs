using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Docs;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">The word after the fence; "" for none.</param>
/// <param name="Text">Its lines, without the fences.</param>
/// <param name="Place">The page and the line of its opening fence.</param>
internal sealed record FencedBlock(string Language, string Text, string Place);

/// <summary>A Markdown page of the repository, split into prose and fenced blocks.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string path)
    {
        Path = path;
        Text = File.ReadAllText(System.IO.Path.Combine(Clone.Root, path));
        var (prose, blocks) = Split(path, Text.Split('\n'));
        (Prose, Blocks) = (prose, blocks);
    }

    /// <summary>Relative to the repository's root.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>All lines outside of fenced blocks.</summary>
    public string Prose { get; }

    public IReadOnlyList<FencedBlock> Blocks { get; }

    /// <summary>The README, CONTRIBUTING, the changelog and every page of docs/.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "reports/README.md" }
            .Concat(
                Directory
                    .GetFiles(System.IO.Path.Combine(Clone.Root, "docs"), "*.md")
                    .Select(f => "docs/" + System.IO.Path.GetFileName(f))
                    .Order(StringComparer.Ordinal)
            )
            .Select(p => new MarkdownPage(p)),
    ];

    public static MarkdownPage Of(string path) => All.Single(p => string.Equals(p.Path, path, StringComparison.Ordinal));

    /// <summary>The targets of its links within the repository.</summary>
    public IEnumerable<string> RelativeLinks =>
        Link().Matches(Prose).Select(m => m.Groups["to"].Value).Where(to => !to.Contains("://", StringComparison.Ordinal));

    /// <summary>The texts of its `code spans`.</summary>
    public IEnumerable<string> CodeSpans => CodeSpan().Matches(Prose).Select(m => m.Groups["code"].Value.ReplaceLineEndings(" "));

    /// <summary>The anchors of its headings, as GitHub derives them.</summary>
    public IReadOnlySet<string> Anchors => Heading().Matches(Prose).Select(m => Anchor(m.Groups["text"].Value)).ToHashSet(StringComparer.Ordinal);

    private static string Anchor(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    private static (string Prose, IReadOnlyList<FencedBlock> Blocks) Split(string path, string[] lines)
    {
        var (prose, blocks, start) = (new StringBuilder(), new List<FencedBlock>(), -1);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                if (start < 0)
                    prose.Append(lines[i]).Append('\n');
                continue;
            }
            if (start >= 0)
                blocks.Add(new FencedBlock(lines[start][3..].Trim(), string.Join('\n', lines[(start + 1)..i]), $"{path}:{start + 1}"));
            start = start < 0 ? i : -1;
        }
        return start < 0 ? (prose.ToString(), blocks) : throw new InvalidOperationException($"{path}:{start + 1}: the fenced block does not end");
    }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();
}
