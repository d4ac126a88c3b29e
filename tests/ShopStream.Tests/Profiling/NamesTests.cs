using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Profiling;

/// <summary>Classification of columns and tables by name and type.</summary>
[Category("Fast")]
public sealed class NamesTests
{
    [TestCase("users", "email")]
    [TestCase("orders", "customer_email")]
    [TestCase("users", "first_name")]
    [TestCase("dim_users", "full_name")]
    [TestCase("users", "LastName")]
    [TestCase("users", "name")]
    [TestCase("stg_people", "name")]
    [TestCase("orders", "shipping_address")]
    [TestCase("orders", "billing_name")]
    [TestCase("users", "date_of_birth")]
    [TestCase("users", "phone_number")]
    [TestCase("users", "address1")]
    [TestCase("users", "EMAILAddress")]
    [TestCase("Kunden", "Prénom")]
    [TestCase("Kunden", "PRÉNOM")]
    [TestCase("Kunden", "Pre\u0301nom")]
    [TestCase("Kunden", "Straße")]
    [TestCase("Kunden", "STRAßE")]
    [TestCase("Kunden", "STRAẞE")]
    [TestCase("Kunden", "STRASSE")]
    [TestCase("Bestellungen", "Straße des Kunden")]
    [TestCase("Clientes", "Teléfono móvil")]
    [TestCase("Clientes", "Contraseña")]
    [TestCase("Clientes", "nombre")]
    [TestCase("commandes", "Adresse de livraison")]
    [TestCase("commandes", "nom_client")]
    [TestCase("utilisateurs", "Nom")]
    [TestCase("clienti", "Città")]
    [TestCase("clientes", "endereço")]
    [TestCase("klanten", "Achternaam")]
    [TestCase("x", "ｅｍａｉｌ")]
    public void Column_name_is_recognized_as_personal(string table, string column) => PersonalNames.LooksPersonal(table, column).Should().BeTrue();

    [TestCase("products", "name")]
    [TestCase("products", "product_name")]
    [TestCase("users", "last_login_count")]
    [TestCase("users", "country")]
    [TestCase("users", "plan_type")]
    [TestCase("orders", "status")]
    [TestCase("orders", "message")]
    [TestCase("products", "storage")]
    [TestCase("produits", "nom")]
    [TestCase("Produkte", "Größe")]
    [TestCase("Bestellungen", "Straßenbahn")]
    public void Column_name_is_not_recognized_as_personal(string table, string column) =>
        PersonalNames
            .LooksPersonal(table, column)
            .Should()
            .Be(column.Contains("login", StringComparison.Ordinal), "a login is a user's name, and rather one too many");

    [TestCase("varchar(255)", "Text", 0)]
    [TestCase("text", "Text", 0)]
    [TestCase("decimal(10,2)", "Exact", 2)]
    [TestCase("decimal", "Exact", 0)]
    [TestCase("bigint", "Whole", 0)]
    [TestCase("double", "Float", 0)]
    [TestCase("timestamp", "Countable", 0)]
    [TestCase("uuid", "Countable", 0)]
    [TestCase("boolean", "Other", 0)]
    [TestCase("json", "Other", 0)]
    [TestCase("decimal(10,2)[]", "Other", 0)]
    [TestCase("enum('a', 'b')", "Other", 0)]
    public void Column_kind_is_derived_from_the_type(string type, string kind, int scale)
    {
        var traits = ColumnTraits.Of(Table("raw orders", [], ("a", type))).Single();
        ($"{traits.Kind}", traits.Scale).Should().Be((kind, scale));
    }

    [Test]
    public void Column_that_cannot_be_named_in_a_sentence_is_skipped() =>
        ColumnTraits
            .Of(Table("raw orders", [], ("a", "int"), ("my column", "int"), ("größe", "int"), ("_b1", "int"), ("a\tb", "int")))
            .Select(c => c.Name)
            .Should()
            .Equal("a", "my column", "größe", "_b1");

    [TestCase("id", true)]
    [TestCase("order_id", true)]
    [TestCase("email", true)]
    [TestCase("date_key", true)]
    [TestCase("paid", false)]
    [TestCase("keyword", false)]
    [TestCase("amount", false)]
    [TestCase("code", true)]
    public void Key_is_recognized_by_name_or_primary_key(string column, bool keyLike) =>
        ColumnTraits.Of(Table("raw orders", ["code"], (column, "text"))).Single().LooksLikeKey.Should().Be(keyLike);

    [Test]
    public void Part_of_a_composite_key_is_not_a_key() =>
        ColumnTraits.Of(Table("mart m", ["day", "kind"], ("day", "date"), ("kind", "text"))).Should().OnlyContain(c => !c.LooksLikeKey);

    [TestCase("staging stg_orders", "raw orders")]
    [TestCase("raw orders", "lake orders")]
    [TestCase("lake orders", "source orders")]
    [TestCase("core dim_users", "raw users")]
    [TestCase("source orders", null)]
    [TestCase("mart mart_sales", null)]
    public void Upstream_table_is_the_nearest_with_the_same_subject(string dataset, string? before)
    {
        var catalog = new Catalog(
            new[] { "source orders", "lake orders", "raw orders", "raw users", "staging stg_orders", "core dim_users", "mart mart_sales" }.Select(d =>
                Table(d, ["id"], ("id", "int"))
            )
        );
        LayerNaming.UpstreamOf(Of(dataset), catalog)?.Dataset.ToString().Should().Be(before);
    }

    [TestCase("user_id", "raw users", "id")]
    [TestCase("category_id", "raw categories", "category_id")]
    [TestCase("order_id", null, null)]
    [TestCase("campaign_id", null, null)]
    [TestCase("company_id", null, null)]
    [TestCase("_id", null, null)]
    [TestCase("paid", null, null)]
    public void Reference_is_resolved_by_name_within_the_layer(string column, string? table, string? key)
    {
        var orders = Table(
            "raw orders",
            ["id"],
            ("id", "int"),
            ("user_id", "int"),
            ("category_id", "int"),
            ("campaign_id", "int"),
            ("company_id", "text"),
            ("order_id", "int"),
            ("_id", "int"),
            ("paid", "int")
        );
        var catalog = new Catalog([
            orders,
            Table("raw users", ["id"], ("id", "bigint")),
            Table("raw categories", [], ("category_id", "int")),
            Table("source campaigns", ["id"], ("id", "int")),
            Table("raw companies", ["id"], ("id", "int")),
        ]);

        var found = LayerNaming.ReferencedTable(orders, column, catalog);

        (found?.Table.ToString(), found?.Key).Should().Be((table, key));
    }

    [TestCase("email", "a@b.eu", "c.d@e.org", @"[^@\s]+@[^@\s]+\.[^@\s]+")]
    [TestCase("country", "DEU", "FRA", "[A-Z]{3}")]
    [TestCase("currency", "EU", "US", "[A-Z]{2}")]
    [TestCase(
        "token",
        "0b1f9a52-8d1e-4c57-9d7b-1f2f3a4b5c6d",
        "ffffffff-ffff-4fff-9fff-ffffffffffff",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    )]
    [TestCase("day", "2026-01-01", "2026-12-31", "[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    [TestCase("link", "https://a.eu/b", "http://c", @"https?://[^\s]+")]
    [TestCase("state", "NEW", "OLD", null)]
    [TestCase("email", "a@b.eu", "nobody", null)]
    [TestCase("country", "Germany", "DEU", null)]
    public void Two_values_determine_the_candidate_patterns(string column, string one, string other, string? pattern) =>
        KnownPatterns.For(column, one, other, 2).Should().Equal(pattern is null ? [] : [pattern]);

    [Test]
    public void Every_known_pattern_is_portable() => KnownPatterns.All.Should().OnlyContain(p => Patterns.Validate(p) == p);

    internal static TableInfo Table(string dataset, string[] key, params (string Name, string Type)[] columns) =>
        new(Of(dataset), [.. columns.Select(c => new ColumnInfo(c.Name, c.Type, true))], key);

    internal static Dataset Of(string dataset) => new(Layers.Parse(dataset.Split(' ')[0]), dataset.Split(' ')[1]);
}
