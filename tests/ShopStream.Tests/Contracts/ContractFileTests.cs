using FluentAssertions;
using NUnit.Framework;
using ShopStream.Contracts;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Contracts;

[TestFixture, Category("Fast")]
internal sealed class ContractFileTests
{
    private const string Head = "apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: draft\n";

    /// <summary>The contract of this name beside the tests.</summary>
    internal static string PathOf(string name) => Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Contracts", "Files", $"{name}.odcs.yaml");

    [Test]
    public void Contract_of_version_3_1_is_read()
    {
        var contract = ContractFile.Read(PathOf("shopstream"));

        contract.Should().Match<Contract>(c => c.Name == "ShopStream shop and dashboards" && c.Version == "1.2.0");
        contract
            .Tables.Select(t => $"{t.Layer} {t.Name} {t.Columns.Count}")
            .Should()
            .Equal(
                "raw users 9",
                "raw products 9",
                "raw orders 7",
                "raw order_items 6",
                "raw events 5",
                "raw crm_contacts 9",
                "mart mart_sales_overview 6",
                "mart mart_customer_rfm 12"
            );
        contract.Tables[0].Columns.Where(c => c.IsPersonal).Select(c => c.Name).Should().Equal("email", "first_name", "last_name", "last_login");
        contract.Tables[2].Rules.Single(r => r.Id is "o_rows").Bound!.Values.Should().Equal(1000, 1_000_000);
    }

    [Test]
    public void Contract_of_version_3_0_is_read()
    {
        var orders = ContractFile.Read(PathOf("shopstream-old")).Tables[0];

        orders.Columns.Single(c => c.Name is "status").Rules[0].Should().Match<QualityRule>(r => r.Metric == "invalidValues" && r.ValidValues.Count == 6);
        orders.Rules[0].Should().Match<QualityRule>(r => r.Metric == "rowCount" && r.Bound!.Operator == RuleOperator.Above);
    }

    [TestCase("broken-unknown-metric", "broken-unknown-metric.odcs.yaml:39: 'rowsCount' is not a metric; did you mean rowCount?")]
    [TestCase("broken-enum-among-options", "broken-enum-among-options.odcs.yaml:41: 'enum' is not an option of logicalType string")]
    [TestCase("broken-reference-to-nothing", "broken-reference-to-nothing.odcs.yaml:36: 'customers.id' names no table of this contract")]
    public void Mistake_is_told_with_its_line(string file, string message) => Refused(() => ContractFile.Read(PathOf(file))).Should().Contain(message);

    [TestCase("", ":1: the file is empty")]
    [TestCase("- a", ":1: found a list")]
    [TestCase("a: 1\na: 2", ":2: 'a' stands twice, first in line 1")]
    [TestCase("a: *b", ":1: *b refers to no anchor before it")]
    [TestCase("a: [1", "this is not YAML")]
    [TestCase("a: 1\n---\nb: 1", ":2: a second document begins here")]
    [TestCase("a: 1", ":1: the contract has no apiVersion")]
    [TestCase("apiVersion: v2.2.2", ":1: apiVersion is 'v2.2.2': expected v3.0.0 to v3.2.0")]
    [TestCase("apiVersion: v3.1.0\nkind: DataProduct", ":2: kind is 'DataProduct': expected DataContract")]
    [TestCase(Head + "shema: []", ":6: a contract has no field 'shema'; did you mean schema?")]
    [TestCase(Head + "schema: {}", ":6: schema is a mapping: expected a list")]
    [TestCase(Head + "schema: [1]", ":6: an item of schema is '1': expected fields")]
    [TestCase(Head + "schema:\n- name: t\n  quality:\n  - metric: rowCount", ":9: the rule has no bound")]
    [TestCase(
        Head + "schema:\n- name: t\n  quality:\n  - {metric: rowCount, mustBe: 1, mustNotBe: 2}",
        ":9: the rule has 2 bounds, mustBe and mustNotBe: expected one"
    )]
    [TestCase(Head + "schema:\n- name: t\n  quality:\n  - {metric: rowCount, mustBeBetween: [5]}", ":9: mustBeBetween is a list: expected two numbers")]
    [TestCase(Head + "schema:\n- name: t\n  quality:\n  - {metric: rowCount, mustBeBetween: [5, 1]}", ":9: mustBeBetween is from 5 to 1")]
    [TestCase(Head + "schema:\n- name: t\n  quality:\n  - {type: sql, mustBe: 0}", ":9: a SQL rule has no query")]
    [TestCase(Head + "schema:\n- name: t\n  quality:\n  - {type: magic}", ":9: 'magic' is not a type of rule")]
    [TestCase(Head + "schema:\n- name: t\n  properties:\n  - {name: a}\n  - {name: a}", ":10: column a of table t stands twice, first in line 9")]
    [TestCase(Head + "schema:\n- name: t\n  properties:\n  - {name: a, required: often}", ":9: required is 'often': expected true or false")]
    [TestCase(Head + "schema:\n- name: t\n  customProperties:\n  - {property: layer, value: gold}", ":9: 'gold' is not a layer")]
    public void Text_that_is_no_contract_is_refused(string yaml, string message) => Refused(() => ContractFile.Parse("c.yaml", yaml)).Should().Contain(message);

    [Test]
    public void Deep_nesting_does_not_end_the_process() =>
        Refused(() => ContractFile.Parse("c.yaml", "a: " + new string('[', 100_000))).Should().Contain("nested deeper than 64 levels");

    [Test]
    public void Aliases_that_grow_exponentially_cost_nothing()
    {
        var lines = Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]");

        Refused(() => ContractFile.Parse("c.yaml", $"{Head}a0: &a0 [x]\n{string.Join('\n', lines)}")).Should().Contain("a contract has no field 'a40'");
    }

    [Test]
    public void Values_of_a_column_belong_to_it_from_version_3_2_on()
    {
        var contract = ContractFile.Parse(
            "c.yaml",
            Head.Replace("v3.1.0", "v3.2.0", StringComparison.Ordinal)
                + "schema:\n- name: t\n  properties:\n  - {name: a, logicalType: string, logicalTypeOptions: {enum: [x, y]}}"
        );

        contract.Tables[0].Columns[0].Options[0].Values.Should().Equal("x", "y");
    }

    [Test]
    public void Missing_file_is_named() => Refused(() => ContractFile.Read("no-such.odcs.yaml")).Should().Contain("no-such.odcs.yaml cannot be read");

    private static string Refused(Action action) => action.Should().Throw<UsageException>().Which.Message;
}
