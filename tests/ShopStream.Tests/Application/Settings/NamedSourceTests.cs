using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Application.Settings;

/// <summary>Whatever libpq would connect by is followed or refused; only where nothing names a source, a sandbox is used.</summary>
[TestFixture, Category("Fast")]
public sealed class NamedSourceTests
{
    private string folder = null!;

    [SetUp]
    public void Create() => folder = Directory.CreateTempSubdirectory("shopstream-service-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Nothing_named_is_a_sandbox() => From().Source.Should().BeNull();

    [TestCase("PGHOST", "db", "db", 5432)]
    [TestCase("PGHOST", "/var/run/postgresql", "/var/run/postgresql", 5432)]
    [TestCase("PGHOST", "@abstract", "@abstract", 5432)]
    [TestCase("PGHOSTADDR", "192.0.2.7", "192.0.2.7", 5432)]
    [TestCase("PGHOSTADDR", "2001:db8::7", "2001:db8::7", 5432)]
    [TestCase("PGDATABASE", "shop", "localhost", 5432)]
    public void Each_variable_that_names_a_source_is_followed(string variable, string value, string host, int port) =>
        Connection(From((variable, value))).Should().Match<NpgsqlConnectionStringBuilder>(c => c.Host == host && c.Port == port);

    // As libpq expands the name of a database.
    [TestCase("postgresql://reader:p%40w@db.example:6432/shop", "db.example:6432 shop reader p@w Prefer")]
    [TestCase("postgres://reader@db.example/shop?sslmode=require&connect_timeout=3", "db.example:5432 shop reader other Require")]
    [TestCase("postgresql://db.example?user=reader&password=a%26b%3Dc&dbname=shop", "db.example:5432 shop reader a&b=c Prefer")]
    [TestCase("postgresql://reader@[2001:db8::7]:6432/shop", "2001:db8::7:6432 shop reader other Prefer")]
    [TestCase("postgresql://reader@%2Fvar%2Frun%2Fpostgresql/Order%20Details", "/var/run/postgresql:5432 Order Details reader other Prefer")]
    [TestCase("postgresql:///shop?host=db.example&user=reader", "db.example:5432 shop reader other Prefer")]
    [TestCase("postgresql:///shop", "elsewhere:5432 shop me other Prefer")]
    [TestCase("host = db.example port=6432 user=reader dbname=shop", "db.example:6432 shop reader other Prefer")]
    [TestCase("host=db.example user='a b' password = 'it\\'s \\\\ here' dbname=shop", "db.example:5432 shop a b it's \\ here Prefer")]
    public void Database_can_be_a_URL_or_a_connection_string_as_in_libpq(string database, string expected)
    {
        var c = Connection(From(("PGDATABASE", database), ("PGHOST", "elsewhere"), ("PGUSER", "me"), ("PGPASSWORD", "other")));
        $"{c.Host}:{c.Port} {c.Database} {c.Username} {c.Password} {c.SslMode}".Should().Be(expected);
    }

    [Test]
    public void Address_outranks_the_host_name_as_in_libpq() =>
        Connection(From(("PGHOST", "db"), ("PGHOSTADDR", "192.0.2.7"), ("PGDATABASE", "shop"))).Host.Should().Be("192.0.2.7");

    [Test]
    public void Service_is_read_from_its_file_and_outranks_the_other_variables()
    {
        var file = Written(
            "pg.conf",
            "# services\n[other]\nhost=wrong\n\n[shop]\nhost=db.example\nport = 6432\ndbname=shop\nuser=reader\n"
                + "password=p=w\nsslmode=require\nconnect_timeout=3\noptions=-c role=auditor\n[shop]\nhost=second\n"
        );
        var c = Connection(From(("PGSERVICE", "shop"), ("PGSERVICEFILE", file), ("PGHOST", "elsewhere"), ("PGPASSWORD", "other")));
        (c.Host, c.Port, c.Database, c.Username, c.Password, c.SslMode, c.Options)
            .Should()
            .Be(("db.example", 6432, "shop", "reader", "p=w", SslMode.Require, "-c role=auditor"));
    }

    [Test]
    public void Service_is_found_in_the_home_and_in_the_system_folder()
    {
        Written(".pg_service.conf", "[mine]\nhost=at.home\n");
        Written("pg_service.conf", "[ours]\nhost=at.system\ndbname=d\n");
        Connection(From(("PGSERVICE", "mine"), ("HOME", folder))).Host.Should().Be("at.home");
        Connection(From(("PGSERVICE", "ours"), ("HOME", folder), ("PGSYSCONFDIR", folder))).Host.Should().Be("at.system");
        Connection(From(("PGSERVICE", "mine"), ("HOME", folder), ("PGDATABASE", "shop"))).Database.Should().Be("shop", "the service names none");
    }

    [TestCase("[shop]\nhost=db\n", "sales", "*PGSERVICE is 'sales', but * has no section [[]sales]: *")]
    [TestCase("[shop]\nhost=db\ntarget_session_attrs=standby\n", "shop", "*:3: the parameter target_session_attrs of the service [[]shop] is not supported*")]
    [TestCase("[shop]\nhosts=db\n", "shop", "*:2: the parameter hosts *did you mean host?*")]
    [TestCase("[shop]\nldap://ldap.example/dc=x\n", "shop", "*:2: *LDAP*")]
    [TestCase("[shop]\nhost\n", "shop", "*:2: * no '='*")]
    [TestCase("[shop]\nhost=db\nport=many\n", "shop", "the service [[]shop]: port is 'many': *")]
    public void Service_that_cannot_be_followed_is_refused(string content, string service, string message) =>
        Refused(("PGSERVICE", service), ("PGSERVICEFILE", Written("pg.conf", content))).Should().Match(message.Replace("[[]", "[", StringComparison.Ordinal));

    [Test]
    public void Service_without_a_file_is_refused() =>
        Refused(("PGSERVICE", "shop"), ("HOME", folder)).Should().Contain("PGSERVICE is 'shop'").And.Contain(".pg_service.conf does not exist");

    [TestCase("PGUSER", "me")]
    [TestCase("PGPASSWORD", "secret")]
    [TestCase("PGPORT", "5433")]
    [TestCase("PGSERVICEFILE", "/etc/services.conf")]
    public void Part_of_a_source_without_a_server_is_refused(string variable, string value) =>
        Refused((variable, value)).Should().Contain($"{variable} is set, but nothing names a server or a database").And.NotContain("secret");

    [Test]
    public void Commands_that_read_no_source_do_not_mind_a_part_of_one() =>
        FluentActions.Invoking(() => From(("PGUSER", "me"), ("PGDATABASE", ""), ("CI", "true"))).Should().NotThrow();

    [TestCase("PGHOST")]
    [TestCase("PGHOSTADDR")]
    [TestCase("PGDATABASE")]
    [TestCase("PGUSER")]
    [TestCase("PGPORT")]
    [TestCase("PGPASSWORD")]
    [TestCase("PGSERVICE")]
    [TestCase("PGSSLMODE")]
    public void Variable_that_is_set_but_empty_is_an_error_in_CI_and_a_note_elsewhere(string variable)
    {
        foreach (var empty in new[] { "", " " })
        {
            foreach (var ci in new[] { ("CI", "true"), ("CI", "1"), ("TF_BUILD", "True"), ("JENKINS_URL", "http://ci") })
            {
                Refused((variable, empty), ci).Should().StartWith($"{variable} is set but empty, and {ci.Item1} is set: ");
                if (variable is not "PGHOST")
                    Refused((variable, empty), ci, ("PGHOST", "db")).Should().StartWith($"{variable} is set but empty");
            }
            From((variable, empty)).Should().Match<ShopSettings>(s => s.Source == null && s.SourceNote == $"{variable} is set but empty");
            From((variable, empty), ("CI", "false")).Source.Should().BeNull();
        }
    }

    [TestCase("PGHOST", "postgresql://me:top-secret@db/shop")]
    [TestCase("PGHOST", "postgres://me:top-secret@db:5433/shop?sslmode=require")]
    [TestCase("PGHOST", "me:top-secret@db")]
    [TestCase("PGHOST", "host=db password=top-secret")]
    [TestCase("PGHOST", "Server=db;Password=top-secret")]
    [TestCase("PGHOST", "jdbc:postgresql://db/shop?user=me&password=top-secret")]
    [TestCase("PGDATABASE", "https://me:top-secret@db/shop")]
    [TestCase("PGDATABASE", "postgresql://me:top-secret@db,other/shop")]
    [TestCase("PGDATABASE", "postgresql://me:top@secret@db/top-secret")]
    [TestCase("PGDATABASE", "postgresql://me:top-secret/x@db/shop")]
    [TestCase("PGDATABASE", "postgresql://me@db:top-secret/shop")]
    [TestCase("PGDATABASE", "postgresql://me@db/shop?pasword=top-secret")]
    [TestCase("PGDATABASE", "postgresql://me@db/shop?top-secret")]
    [TestCase("PGDATABASE", "postgresql://me@db/shop?target_session_attrs=top-secret")]
    [TestCase("PGDATABASE", "postgresql://me:top-secret@[::1/shop")]
    [TestCase("PGDATABASE", "host=db password='top-secret")]
    [TestCase("PGDATABASE", "host=db top-secret")]
    [TestCase("PGDATABASE", "host=db secret=top-secret")]
    [TestCase("PGUSER", "postgresql://me:top-secret@db/shop")]
    [TestCase("PGPORT", "5432/top-secret")]
    [TestCase("PGHOSTADDR", "postgresql://me:top-secret@db/shop")]
    [TestCase("PGSSLMODE", "top-secret")]
    public void Address_in_the_wrong_place_is_refused_without_showing_it(string variable, string value) =>
        Refused((variable, value), (variable is "PGHOST" ? "PGDATABASE" : "PGHOST", "other")).Should().StartWith(variable).And.NotContain("top-secret");

    [Test]
    public void Address_in_the_settings_file_is_refused_without_showing_it() =>
        FluentActions
            .Invoking(() => Of(new Dictionary<string, string>(StringComparer.Ordinal) { ["source.host"] = "postgresql://me:top-secret@db/shop" }))
            .Should()
            .Throw<UsageException>()
            .Which.Message.Should()
            .StartWith("settings: source.host holds an address")
            .And.NotContain("top-secret");

    [TestCase("PGTARGETSESSIONATTRS", "read-write")]
    [TestCase("PGREQUIREPEER", "postgres")]
    [TestCase("PGREQUIREAUTH", "scram-sha-256")]
    [TestCase("PGSSLCRL", "/crl.pem")]
    [TestCase("PGGSSENCMODE", "require")]
    public void What_cannot_be_followed_is_refused(string variable, string value)
    {
        Refused((variable, value), ("PGHOST", "db")).Should().StartWith(variable);
        From((variable, value)).Source.Should().BeNull("it names no source by itself");
    }

    [Test]
    public void Certificates_password_file_and_options_are_followed()
    {
        var c = Connection(
            From(
                ("PGHOST", "db"),
                ("PGPASSFILE", "/p"),
                ("PGSSLCERT", "/c"),
                ("PGSSLKEY", "/k"),
                ("PGCHANNELBINDING", "require"),
                ("PGOPTIONS", "-c role=auditor")
            )
        );
        (c.Passfile, c.SslCertificate, c.SslKey, c.ChannelBinding, c.Options).Should().Be(("/p", "/c", "/k", ChannelBinding.Require, "-c role=auditor"));
        Refused(("PGHOST", "db"), ("PGHOSTADDR", "192.0.2.7"), ("PGSSLMODE", "verify-full")).Should().Contain("PGHOSTADDR");
    }

    private string Written(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static string Refused(params (string Name, string Value)[] environment) =>
        FluentActions.Invoking(() => From(environment).SourceToRead()).Should().Throw<UsageException>().Which.Message;

    private static NpgsqlConnectionStringBuilder Connection(ShopSettings settings) => new(settings.Source!.ConnectionString);

    private static ShopSettings From(params (string Name, string Value)[] environment) =>
        Of(new Dictionary<string, string>(StringComparer.Ordinal), environment);

    private static ShopSettings Of(Dictionary<string, string> file, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        return ShopSettings.From(file, new Dictionary<string, string>(StringComparer.Ordinal), variables.GetValueOrDefault);
    }
}
