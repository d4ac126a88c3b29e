using System.CommandLine;
using ShopStream.Application.Settings;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>settings: prints every setting with its values, default and help.</summary>
internal static class SettingsCommand
{
    private static readonly Option<Form> Format = new("--format")
    {
        HelpName = "text|md|schema",
        Description = "Text, the Markdown page of docs/, or a JSON schema [default: text]",
    };

    /// <summary>The format of the output.</summary>
    internal enum Form
    {
        /// <summary>For a terminal.</summary>
        Text,

        /// <summary>docs/settings.md.</summary>
        Md,

        /// <summary>docs/settings.schema.json.</summary>
        Schema,
    }

    public static Command Create()
    {
        var command = new Command("settings", "Print every setting with its values, default, variable and help.") { Format };
        command.SetAction(
            (parsed, _) =>
                Program.GuardAsync(
                    parsed,
                    () =>
                    {
                        parsed
                            .Host()
                            .Output.Write(
                                parsed.GetValue(Format) switch
                                {
                                    Form.Md => SettingsDocs.Markdown(),
                                    Form.Schema => SettingsDocs.Schema(),
                                    _ => SettingsDocs.Text(),
                                }
                            );
                        return Task.FromResult(ExitCodes.Passed);
                    }
                )
        );
        return command;
    }
}
