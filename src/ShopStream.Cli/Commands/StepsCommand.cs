using System.CommandLine;
using ShopStream.Features.Steps;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Cli.Commands;

/// <summary>steps: all sentences, with examples.</summary>
internal static class StepsCommand
{
    public static Command Create()
    {
        var command = new Command("steps", "Print all sentences that specs are written in, with an example each.");
        command.SetAction(_ =>
        {
            Console.Out.Write(Text());
            return ExitCodes.Passed;
        });
        return command;
    }

    internal static string Text()
    {
        var text = new System.Text.StringBuilder();
        foreach (var family in SpecBinder.Sentences.Families)
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
