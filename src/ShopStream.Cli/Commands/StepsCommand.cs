using System.CommandLine;
using ShopStream.Cli.View;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>steps: prints all sentences with examples.</summary>
internal static class StepsCommand
{
    private static readonly Option<Form> Format = new("--format")
    {
        HelpName = "text|md",
        Description = "Text, or a Markdown page that also explains the arguments [default: text]",
    };

    private static readonly Option<string> Language = new("--language")
    {
        HelpName = "CODE",
        Description = $"One of {string.Join(", ", SpecBinder.Sentences.Languages)} [default: en]",
    };

    private static readonly Option<string> Search = new("--search")
    {
        HelpName = "WORDS",
        Description = "Only sentences in which all of these words occur, such as 'blank' or 'for each'",
    };

    /// <summary>The format of the output.</summary>
    internal enum Form
    {
        /// <summary>For a terminal.</summary>
        Text,

        /// <summary>For docs/.</summary>
        Md,
    }

    public static Command Create()
    {
        var command = new Command("steps", "Print all sentences of specs, with examples.") { Format, Language, Search };
        command.SetAction(
            (parsed, _) =>
                Program.GuardAsync(
                    parsed,
                    () =>
                    {
                        var language = parsed.GetValue(Language) ?? "en";
                        if (!SpecBinder.Sentences.Languages.Contains(language, StringComparer.Ordinal))
                            throw new UsageException(
                                $"--language is '{language}': expected one of {string.Join(", ", SpecBinder.Sentences.Languages)}"
                                    + $"{Nearest.Hint(language, SpecBinder.Sentences.Languages)}"
                            );
                        if (parsed.GetValue(Format) == Form.Md && parsed.GetValue(Search) is not null)
                            throw new UsageException("--search prints text: expected --format text, found md");
                        parsed
                            .Host()
                            .Output.Write(
                                parsed.GetValue(Format) == Form.Md
                                    ? SentenceDocs.Markdown(SpecBinder.Sentences, language)
                                    : Text(language, parsed.GetValue(Search) ?? "")
                            );
                        return Task.FromResult(ExitCodes.Passed);
                    }
                )
        );
        return command;
    }

    private static string Text(string language, string words)
    {
        var found = SentenceSearch.Find(SpecBinder.Sentences, language, words);
        if (found.Count == 0)
            throw new NothingToJudgeException($"no sentence has '{words}': use other words, or list all with shopstream steps");
        var text = new System.Text.StringBuilder();
        foreach (var family in found.GroupBy(f => f.Family, StringComparer.Ordinal))
        {
            text.Append(family.Key).Append('\n');
            foreach (var (_, sentence, forms) in family)
            {
                text.Append("  ").Append(sentence.Keyword).Append(' ').Append(sentence.Expression).Append('\n');
                foreach (var form in forms)
                    text.Append("      … ").Append(form).Append('\n');
                if (forms.Count > 0)
                    continue;
                foreach (var example in sentence.Examples)
                    text.Append("      ").Append(example.ReplaceLineEndings("\n").Replace("\n", "\n      ", StringComparison.Ordinal)).Append('\n');
            }
            text.Append('\n');
        }
        return text.ToString();
    }
}
