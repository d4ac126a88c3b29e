using System.Text;
using ShopStream.Features.Languages;

namespace ShopStream.Features.Sentences;

/// <summary>Writes the page of all sentences of a language.</summary>
public static class SentenceDocs
{
    /// <summary>The page as Markdown.</summary>
    /// <param name="registry">The English sentences.</param>
    /// <param name="language">The code of the language, such as "fr".</param>
    public static string Markdown(StepRegistry registry, string language)
    {
        var file = registry.File(language);
        var words = file.Titles;
        var text = new StringBuilder();
        text.Append("# ")
            .Append(words["title"])
            .Append("\n\n")
            .Append(words["intro"])
            .Append(" `shopstream steps --format md")
            .Append(language is "en" ? "" : $" --language {language}")
            .Append("`.\n");
        foreach (var (family, name) in registry.In(language).Families.Zip(registry.Families.Select(f => f.Name)))
        {
            var about = file.Families.GetValueOrDefault(name);
            text.Append("\n## ").Append(Capital(family.Name)).Append("\n\n");
            if (about is not null)
                text.Append(about.About).Append("\n\n");
            text.AppendJoin('\n', family.Sentences.Select(s => $"- `{s.Keyword} {s.Expression}`")).Append("\n\n```gherkin\n");
            text.AppendJoin("", family.Sentences.SelectMany(s => s.Examples.Select(e => $"{s.Keyword} {e}\n"))).Append("```\n");
        }
        Arguments(text, file, registry.In(language));
        return text.ToString();
    }

    private static void Arguments(StringBuilder text, LanguageFile file, StepRegistry sentences)
    {
        var words = file.Titles;
        var used = sentences.Sentences.SelectMany(s => s.Parameters).ToHashSet(StringComparer.Ordinal);
        text.Append("\n## ")
            .Append(words["arguments"])
            .Append("\n\n| ")
            .Append(words["argument"])
            .Append(" | ")
            .Append(words["meaning"])
            .Append(" |\n|---|---|\n");
        foreach (var (name, meaning) in file.Explained.Where(e => used.Contains(e.Key)))
            text.Append("| `{").Append(name).Append("}` | ").Append(meaning.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        foreach (var (name, forms) in file.Arguments.Where(a => used.Contains(a.Key) && a.Key is not "rule"))
        {
            text.Append("\n### ").Append(words["forms"]).Append(" `{").Append(name).Append("}`\n\n");
            text.AppendJoin('\n', forms.Select(f => file.Language is "en" ? $"- `{f.Key}`: `{f.Value}`" : $"- `{f.Value}`")).Append('\n');
        }
    }

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
