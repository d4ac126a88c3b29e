using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Application.Settings;

[TestFixture, Category("Fast")]
public sealed class ShopSettingsTests
{
    [Test]
    public void Missing_settings_use_defaults()
    {
        var settings = From(Of());

        settings.Source.Should().BeNull("the sandbox is the default");
        settings.Features.Should().Be("features");
        settings.Out.Should().Be("reports");
        settings.Pipeline.WorkFolder.Should().Be(".shopstream");
        settings.Pipeline.Lake.Folder.Should().Be(Path.GetFullPath(Path.Combine(".shopstream", "lake")));
        settings.Scale.Should().Be(1);
        settings.Seed.Should().Be(42);
        settings.Date.Should().BeNull();
        settings.HistoryKeep.Should().Be(1000);
        settings.Tables.Should().Equal("users", "products", "orders", "order_items", "events", "crm_contacts");
    }

    [Test]
    public void An_option_outranks_the_file() =>
        From(Of(("scale", "3"), ("seed", "7")), options: Of(("scale", "5"))).Should().Match<ShopSettings>(s => s.Scale == 5 && s.Seed == 7);

    [Test]
    public void The_environment_outranks_the_file()
    {
        var file = Of(("source.host", "filehost"), ("source.port", "1111"), ("source.database", "filedb"), ("source.user", "fileuser"));

        Connection(From(file))
            .Should()
            .Match<NpgsqlConnectionStringBuilder>(c =>
                c.Host == "filehost" && c.Port == 1111 && c.Database == "filedb" && c.Username == "fileuser" && c.Password == null
            );
        Connection(From(file, Of(("PGHOST", "envhost"), ("PGPORT", "2222"), ("PGDATABASE", "envdb"), ("PGUSER", "envuser"), ("PGPASSWORD", "p;w'd"))))
            .Should()
            .Match<NpgsqlConnectionStringBuilder>(c =>
                c.Host == "envhost" && c.Port == 2222 && c.Database == "envdb" && c.Username == "envuser" && c.Password == "p;w'd"
            );
    }

    [Test]
    public void Host_alone_uses_PostgreSQL_defaults() =>
        Connection(From(Of(), Of(("PGHOST", "db"), ("PGUSER", "me")))).Should().Match<NpgsqlConnectionStringBuilder>(c => c.Port == 5432 && c.Database == "me");

    [Test]
    public void A_database_alone_is_on_this_machine() => Connection(From(Of(), Of(("PGDATABASE", "shop")))).Host.Should().Be("localhost");

    [Test]
    public void A_table_may_have_a_deadline_of_its_own() =>
        From(Of(("source.database", "shop"), ("source.deadline", "60"), ("source.deadline.events", "900"), ("source.deadline.users", "")))
            .Source.Should()
            .Match<SourceAddress>(s => s.Deadline == TimeSpan.FromSeconds(60) && s.Deadlines.Count == 1 && s.Deadlines["events"] == TimeSpan.FromSeconds(900));

    [Test]
    public void Deadline_of_a_table_that_is_not_extracted_or_not_a_number_is_refused() =>
        FluentActions
            .Invoking(() => From(Of(("source.deadline.event", "900"), ("source.deadline.users", "soon"))))
            .Should()
            .Throw<UsageException>()
            .Which.Message.Should()
            .Contain("source.deadline.event: source.tables has no event; did you mean events?")
            .And.Contain("source.deadline.users is 'soon': expected a whole number");

    // As in --work "$WORK", where the variable has no value.
    [TestCase("work")]
    [TestCase("out")]
    [TestCase("features")]
    public void Empty_folder_of_an_option_is_refused(string option) =>
        FluentActions
            .Invoking(() => From(Of(), options: Of((option, ""))))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"--{option} is '': expected a folder*");

    [TestCase("", "events")]
    [TestCase("none", "")]
    [TestCase("orders, \"events\"", "events orders")]
    public void Tables_stored_as_JSON_are_those_of_the_setting(string value, string expected) =>
        From(Of(("lake.json_tables", value)))
            .Pipeline.Lake.Storage.JsonTables.Order(StringComparer.Ordinal)
            .Should()
            .Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [TestCase("postgres")]
    [TestCase("manifests")]
    [TestCase("next")]
    public void Table_whose_folder_has_other_files_is_not_stored_as_JSON(string table) =>
        FluentActions
            .Invoking(() => From(Of(("source.tables", $"orders, {table}"), ("lake.json_tables", table))))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"*lake.json_tables: table {table} cannot be stored as JSON: raw/{table}/ has other files; remove it*");

    [Test]
    public void Table_stored_as_JSON_must_be_extracted()
    {
        FluentActions
            .Invoking(() => From(Of(("lake.json_tables", "event"))))
            .Should()
            .Throw<UsageException>()
            .WithMessage("*lake.json_tables: source.tables has no event; did you mean events?");
        From(Of(("source.tables", "orders"))).Tables.Should().Equal(["orders"], "the default of lake.json_tables needs no table events");
    }

    [TestCase("", null)]
    [TestCase("EUR", "EUR")]
    public void Currency_is_an_ISO_code_or_nothing(string value, string? currency) => From(Of(("report.currency", value))).Currency.Should().Be(currency);

    [TestCase("eur")]
    [TestCase("€")]
    [TestCase("ABC")]
    public void Unknown_currency_is_rejected(string value) =>
        FluentActions
            .Invoking(() => From(Of(("report.currency", value))))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"settings: report.currency: '{value}' is not a currency code: expected an ISO 4217 code such as EUR or USD*");

    [Test]
    public void Empty_environment_variable_is_ignored() => From(Of(), Of(("PGHOST", ""), ("PGDATABASE", ""))).Source.Should().BeNull();

    [TestCase("PGPORT is 'x': expected a whole number from 1 to 65535", "x")]
    [TestCase("PGPORT is '70000': expected a whole number from 1 to 65535", "70000")]
    public void Wrong_port_is_reported_under_the_name_it_was_given(string message, string port) =>
        FluentActions.Invoking(() => From(Of(), Of(("PGHOST", "db"), ("PGPORT", port)))).Should().Throw<UsageException>().WithMessage(message);

    [Test]
    public void A_description_of_the_source_and_a_settings_record_show_no_password()
    {
        var settings = From(Of(), Of(("PGHOST", "db"), ("PGDATABASE", "shop"), ("PGUSER", "me"), ("PGPASSWORD", "top-secret")));

        settings.Source!.Description.Should().Be("PostgreSQL at db:5432, database shop");
        settings.Source.ToString().Should().NotContain("top-secret");
        settings.ToString().Should().NotContain("top-secret");
    }

    [Test]
    public void The_shipped_settings_are_right_and_define_revenue() =>
        Repository.Settings("work").Revenue!.Tables.Keys.Should().Contain(["orders", "order_items", "fact_orders", "mart_sales_overview"]);

    private static NpgsqlConnectionStringBuilder Connection(ShopSettings settings) => new(settings.Source!.ConnectionString);

    private static Dictionary<string, string> Of(params (string Name, string Value)[] values) =>
        values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

    private static ShopSettings From(
        Dictionary<string, string> file,
        Dictionary<string, string>? environment = null,
        Dictionary<string, string>? options = null
    ) => ShopSettings.From(file, options ?? Of(), name => environment?.GetValueOrDefault(name));
}
