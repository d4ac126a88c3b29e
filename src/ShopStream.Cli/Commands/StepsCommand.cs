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
        var command = new Command("steps", "Print all sentences of specs, with examples.") { Format, Language };
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
                        parsed.Host().Output.Write(parsed.GetValue(Format) == Form.Md ? SentenceDocs.Markdown(SpecBinder.Sentences, language) : Text(language));
                        return Task.FromResult(ExitCodes.Passed);
                    }
                )
        );
        return command;
    }

    internal static string Text(string language)
    {
        var text = new System.Text.StringBuilder();
        foreach (var family in SpecBinder.Sentences.In(language).Families)
        {
            text.Append(family.Name).Append('\n');
            foreach (var sentence in family.Sentences)
            {
                text.Append("  ").Append(sentence.Keyword).Append(' ').Append(sentence.Expression).Append('\n');
                foreach (var example in sentence.Examples)
                    text.Append("      ").Append(example.ReplaceLineEndings("\n").Replace("\n", "\n      ", StringComparison.Ordinal)).Append('\n');
            }
            text.Append('\n');
        }
        return text.ToString();
    }
}
