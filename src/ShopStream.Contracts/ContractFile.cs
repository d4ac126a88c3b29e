using ShopStream.Contracts.Reading;
using ShopStream.Contracts.Yaml;
using ShopStream.Quality.Results;

namespace ShopStream.Contracts;

/// <summary>Reads data contracts of the Open Data Contract Standard, v3.0.0 to v3.2.</summary>
public static class ContractFile
{
    /// <exception cref="UsageException">The file cannot be read, or has errors. The message lists all of them, with file:line.</exception>
    public static Contract Read(string path)
    {
        try
        {
            return Parse(Path.GetFileName(path), File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message} Expected a data contract (ODCS), such as contract.odcs.yaml.", e);
        }
    }

    /// <summary>Reads the text of a contract.</summary>
    /// <param name="file">Name of the file in messages.</param>
    /// <param name="text">YAML.</param>
    /// <exception cref="UsageException">The text has errors. The message lists all of them, with file:line.</exception>
    public static Contract Parse(string file, string text)
    {
        var problems = new ContractProblems(file);
        var fields = new Fields(YamlDocument.Read(file, text), problems);
        if (fields.Text("kind") is not (null or "DataContract"))
            problems.Add(fields.LineOf("kind"), $"kind is '{fields.Text("kind")}': expected DataContract");
        var version = fields.Required("apiVersion", "the contract");
        if (version is not "?" && !version.StartsWith(Standard.Versions, StringComparison.Ordinal))
            problems.Add(fields.LineOf("apiVersion"), $"apiVersion is '{version}': expected v3.0.0 to v3.2.0 of the Open Data Contract Standard");
        problems.ThrowIfAny();
        fields.Only("a contract", Standard.File);
        var tables = new TableReader(problems, HasEnum(version)).Read(fields);
        new References(tables).Check(problems);
        var levels = fields
            .List("slaProperties")
            .Select(l => l.Only("a service level", Standard.ServiceLevel))
            .Select(l => new ServiceLevel(
                l.Text("id"),
                l.Required("property", "a service level"),
                l.Required("value", "a service level"),
                l.Text("unit"),
                l.Text("element") ?? fields.Text("slaDefaultElement"),
                l.Line
            ))
            .ToList();
        problems.ThrowIfAny();
        return new Contract(file, fields.Text("name") ?? fields.Text("id") ?? file, fields.Text("version") ?? "", Servers(fields), tables, levels);
    }

    private static List<ContractServer> Servers(Fields contract) =>
        [
            .. contract
                .List("servers")
                .Select(s => new ContractServer(
                    s.Text("server") ?? "",
                    s.Text("type") ?? "",
                    s.Names.Where(n => s.TextOrNothing(n) is not null).ToDictionary(n => n, n => s.TextOrNothing(n)!, StringComparer.Ordinal)
                )),
        ];

    private static bool HasEnum(string version) =>
        Version.TryParse(version.TrimStart('v'), out var number) && (number.Major, number.Minor) is (> 3, _) or (3, >= 2);
}
