using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Planning;

/// <summary>A question has one answer: in PostgreSQL and in DuckDB, fused with others and alone.</summary>
[TestFixture]
internal sealed class EquivalenceTests
{
    private static readonly Condition[] Conditions =
    [
        new IsNull("name"), new Not(new IsNull("name")), new IsOneOf("name", ["Ærø", "it's", ""]), new Not(new IsOneOf("name", ["Ærø"])), new OrNull(new Not(new IsOneOf("name", ["Ærø"])), "name"),
        new IsOneOf("id", ["1", "4"]), new IsBetween("amount", "0", "12.50"), new IsBetween("born", "2025-01-02", "2025-01-02 23:59:59.999999"), new IsBetween("day", "2025-01-01", "2025-01-02"),
        new IsMatch("name", "[A-Zæøéí'Æ\\s]+"), new IsMatch("name", ""), new IsMatch("name", "it.s|Ærø"), new Compares("amount", Comparison.Below, "0"), new Compares("amount", Comparison.AtLeast, "12.5"),
        new Compares("size", Comparison.Above, "9007199254740992"), new Compares("alive", Comparison.Equal, "true"), new Compares("name", Comparison.Equal, ""),
        new IsSameAs("amount", Formula.Parse("amount * 1 + 0")), new IsSameAs("size", Formula.Parse("id + 1")), new Not(new IsBetween("id", "2", "3")),
    ];

    private static Aggregate[] Aggregates { get; } =
    [
        new CountRows(), new CountSurplus("id"), new CountSurplus("name"), new SumOf("amount"), new SumOf("id"), new SumOf("size"), new MinOf("amount"), new MaxOf("amount"), new MinOf("day"), new MaxOf("born"),
        new DigestOf("id", "amount", 2), new DigestOf("name", "amount", 2), new DigestOf("size", "id", 0), new DigestOf("day", "amount", 4), new DigestOf("born", "size", 2), new DigestOf("alive", "amount", 1),
        .. Conditions.Select(c => new CountWhere(c)),
    ];

    [Test, Category("Live")]
    public async Task PostgreSql_and_DuckDb_answer_alike()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(Answering.Rows);
        await using var snapshot = await SourceSnapshot.TakeAsync(Answering.Address(database.ConnectionString), 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.AsStore();
        await using var duck = await Answering.DuckAsync();
        foreach (var only in Conditions.Select(c => (Condition?)c).Prepend(null))
        {
            foreach (var aggregate in Aggregates)
            {
                var source = await postgres.AskAsync(new Figure(Things(Layer.Source, only), aggregate));
                var warehouse = await duck.AskAsync(new Figure(Things(Layer.Raw, only), aggregate));
                source.Missing.Should().BeNull($"{aggregate} where {only}");
                warehouse.Missing.Should().BeNull($"{aggregate} where {only}");
                Number(warehouse).Should().Be(Number(source), $"{aggregate} where {only}");
            }
        }
        foreach (var key in new[] { new GroupKey("name"), new GroupKey("born", ByDay: true), new GroupKey("alive"), new GroupKey("day"), new GroupKey("id"), new GroupKey("amount") })
        {
            var source = await postgres.AskAsync(new Groups(Things(Layer.Source), [key], [new CountRows(), new DigestOf("id", "amount", 2)]));
            var warehouse = await duck.AskAsync(new Groups(Things(Layer.Raw), [key], [new CountRows(), new DigestOf("id", "amount", 2)]));
            warehouse.Rows.Select(r => string.Join('|', r)).Should().BeEquivalentTo(source.Rows.Select(r => string.Join('|', r)), $"{key}");
        }
    }

    [Test, Category("Live")]
    public async Task Values_are_streamed_in_one_order()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        const string Words = "CREATE TABLE things (name varchar(100)); INSERT INTO things VALUES ('b'), ('a'), ('B'), ('é'), ('z'), ('\uFFFD'), ('😀'), ('a'), (''), (NULL), ('10'), ('9')";
        await database.ExecuteAsync(Words);
        await using var snapshot = await SourceSnapshot.TakeAsync(Answering.Address(database.ConnectionString), 1, shared: true, CancellationToken.None);
        await using var duck = await Answering.DuckAsync(Words);
        var source = await ListAsync(snapshot.AsStore(), new OrderedValues(Things(Layer.Source), "name"));
        source.Should().Equal("", "10", "9", "B", "a", "b", "z", "é", "\uFFFD", "😀");
        (await ListAsync(duck, new OrderedValues(Things(Layer.Raw), "name"))).Should().Equal(source);
        source.Should().BeInAscendingOrder(Comparer<string>.Create(MergedValues.ByBytes));
    }

    [Test]
    public async Task What_is_asked_together_is_answered_as_if_it_were_asked_alone()
    {
        await using var duck = await Answering.DuckAsync();
        var alone = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var figure in All()) alone[figure.Key] = Number(await duck.AskAsync(figure));
        var questions = Gen.SubListOf(All().ToArray());

        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(questions.ToArbitrary(), asked =>
        {
            var plan = QueryPlan.For(asked, _ => duck.Sql);
            plan.Should().HaveCount(asked.Select(q => $"{q.Relation}").Distinct(StringComparer.Ordinal).Count(), "one query answers all that is asked of one relation");
            foreach (var query in plan)
            {
                var whole = duck.AskAsync(query, CancellationToken.None).GetAwaiter().GetResult();
                foreach (var (question, answer) in query.Split(whole)) Number(answer).Should().Be(alone[question.Key], question.Key);
            }
        })));

        static IEnumerable<Figure> All() => Aggregates.SelectMany(a => new[] { new Figure(Things(Layer.Raw), a), new Figure(Things(Layer.Raw, Conditions[5]), a) });
    }

    private static Relation Things(Layer layer, Condition? only = null) => new(new Dataset(layer, "things"), only is null ? [] : [only]);

    private static decimal? Number(Answer answer)
    {
        answer.Missing.Should().BeNull();
        var cell = answer.Rows[0][0];
        return cell is null ? null : decimal.TryParse(cell, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : cell.Sum(c => (decimal)c);
    }

    private static async Task<List<string>> ListAsync(IStore store, OrderedValues values)
    {
        var list = new List<string>();
        await foreach (var value in store.ValuesAsync(values, CancellationToken.None)) list.Add(value);
        return list;
    }
}
