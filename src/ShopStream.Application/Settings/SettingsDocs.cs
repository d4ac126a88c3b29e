using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopStream.Application.Settings;

/// <summary>Writes the settings table as text, as a page of docs/ and as a JSON schema.</summary>
public static class SettingsDocs
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For a terminal: name, default and help, by subject.</summary>
    public static string Text()
    {
        var text = new StringBuilder();
        foreach (var (subject, settings) in SettingsTable.Subjects)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(subject).Append('\n');
            foreach (var setting in settings)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {setting.Name}\n      {setting.Help} Expected {setting.Kind.Expected}"
                        + $"{(Default(setting) is { } value ? $"; default: {value}" : "")}"
                        + $"{(setting.Variable is { } variable ? $"; {variable} outranks it" : "")}.\n"
                );
        }
        text.Append("\nEnvironment only\n");
        foreach (var (name, help) in SettingsTable.Secrets)
            text.Append(CultureInfo.InvariantCulture, $"  {name}\n      {help}\n");
        return text.ToString();
    }

    /// <summary>docs/settings.md.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder(
            """
            # Settings

            Every setting of [pipeline.runsettings](../pipeline.runsettings), by subject. An option of the command line outranks the environment, and the
            environment outranks the file. `doctor` prints the settings in force and where each one comes from.

            `shopstream settings` prints this list; `shopstream settings --format md` writes this page, and
            `shopstream settings --format schema` writes [settings.schema.json](settings.schema.json), a JSON schema of the names and values.

            """.ReplaceLineEndings("\n")
        );
        foreach (var (subject, settings) in SettingsTable.Subjects)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {subject}\n\n| setting | values | default | variable | what it is for |\n|---|---|---|---|---|\n");
            foreach (var setting in settings)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{setting.Name}` | {Escaped(setting.Kind.Expected)} | {Cell(setting)} | "
                        + $"{(setting.Variable is { } variable ? $"`{variable}`" : "")} | {setting.Help} |\n"
                );
        }
        text.Append(
            "\n## Environment only\n\nA secret never stands in a file. These variables are read, and never shown.\n\n| variable | what it is for |\n|---|---|\n"
        );
        foreach (var (name, help) in SettingsTable.Secrets)
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {help} |\n");
        return text.ToString();
    }

    /// <summary>docs/settings.schema.json: an object of texts by the names of settings.</summary>
    public static string Schema()
    {
        var (properties, families) = (new JsonObject(), new JsonObject());
        foreach (var setting in SettingsTable.All)
        {
            var schema = setting.Kind.Schema();
            // An empty text stands for the default.
            if (schema["pattern"] is { } pattern)
                schema["pattern"] = $"^$|{pattern}";
            if (schema["enum"] is JsonArray words && !words.Any(w => (string?)w is ""))
                words.Add("");
            schema["description"] = setting.Help;
            if (setting.Default.Length > 0)
                schema["default"] = setting.Default;
            if (setting.IsFamily)
                families[NamePattern(setting)] = schema;
            else
                properties[setting.Name] = schema;
        }
        return new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["title"] = "Settings of ShopStream.Quality: the Parameter elements of a .runsettings file, by name",
                ["type"] = "object",
                ["properties"] = properties,
                ["patternProperties"] = families,
                ["additionalProperties"] = false,
            }.ToJsonString(Readable) + "\n";
    }

    // The names of a family: those of its metric, its channel and its table are free.
    private static string NamePattern(Setting family)
    {
        var name = family
            .Name.Replace(".", "\\.", StringComparison.Ordinal)
            .Replace("<metric>", "[A-Za-z_]\\w*", StringComparison.Ordinal)
            .Replace("<name>", "[A-Za-z_][A-Za-z_0-9-]*", StringComparison.Ordinal)
            .Replace("<table>", "([A-Za-z_]\\w*|(\"[^\"]*\")+)", StringComparison.Ordinal);
        return $"^{name}$";
    }

    private static string? Default(Setting setting) => setting.Default.Length > 0 ? setting.Default : setting.Empty;

    private static string Cell(Setting setting) => setting.Default.Length > 0 ? $"`{setting.Default}`" : setting.Empty ?? "";

    private static string Escaped(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
