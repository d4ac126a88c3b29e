using System.Xml;
using System.Xml.Linq;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Settings;

/// <summary>Reads the TestRunParameters of a .runsettings file, which `dotnet test --settings` also passes to NUnit.</summary>
public static class SettingsFile
{
    /// <returns>The values by setting.</returns>
    /// <exception cref="UsageException">The file does not exist, is not XML, or has a setting twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var parameters = XDocument.Load(stream, LoadOptions.SetLineInfo).Descendants("TestRunParameters").Elements("Parameter").ToList();
            var settings = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var parameter in parameters)
            {
                var line = ((IXmlLineInfo)parameter).LineNumber;
                var name =
                    (string?)parameter.Attribute("name")
                    ?? throw new UsageException($"{path}:{line}: a Parameter has no name; expected <Parameter name=\"…\" value=\"…\" />");
                var value =
                    (string?)parameter.Attribute("value")
                    ?? throw new UsageException($"{path}:{line}: the setting {name} has no value; expected <Parameter name=\"{name}\" value=\"…\" />");
                if (!settings.TryAdd(name, value))
                    throw new UsageException($"{path}:{line}: the setting {name} occurs twice; keep one");
            }
            return settings;
        }
        catch (XmlException e)
        {
            throw new UsageException(
                $"{path}:{e.LineNumber}: the settings cannot be read: {e.Message} Expected a .runsettings file with <TestRunParameters>.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"the settings file {path} cannot be read: {e.Message} Name another with --settings FILE, or let shopstream init write one to start from.",
                e
            );
        }
    }
}
