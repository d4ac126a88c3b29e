using System.Xml;
using System.Xml.Linq;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Settings;

/// <summary>Reads the TestRunParameters of a .runsettings file: the settings that `dotnet test --settings` hands to NUnit, too.</summary>
internal static class SettingsFile
{
    /// <exception cref="UsageException">The file is not there, is no XML, or names a setting twice.</exception>
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
                var name = (string?)parameter.Attribute("name") ?? throw new UsageException($"{path}:{line}: a Parameter has no name; expected <Parameter name=\"…\" value=\"…\" />");
                var value = (string?)parameter.Attribute("value") ?? throw new UsageException($"{path}:{line}: the setting {name} has no value; expected <Parameter name=\"{name}\" value=\"…\" />");
                if (!settings.TryAdd(name, value)) throw new UsageException($"{path}:{line}: the setting {name} stands twice; keep one");
            }
            return settings;
        }
        catch (XmlException e)
        {
            throw new UsageException($"{path}:{e.LineNumber}: the settings cannot be read: {e.Message} Expected a .runsettings file with <TestRunParameters>.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the settings file {path} cannot be read: {e.Message} Name another with --settings FILE, or let shopstream init write one to start from.", e);
        }
    }
}
