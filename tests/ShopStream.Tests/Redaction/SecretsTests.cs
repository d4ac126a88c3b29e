using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Redaction;

/// <summary>Credentials are hidden wherever a text may hold an address.</summary>
[Category("Fast")]
public sealed class SecretsTests
{
    [TestCase("postgresql://me:pw-1@db:5432/shop", "postgresql://me:***@db:5432/shop")]
    [TestCase("postgres://me:p@ss/word@db/shop?sslmode=require", "postgres://me:***@db/shop?sslmode=require")]
    [TestCase("postgresql://:pw-1@db/shop", "postgresql://:***@db/shop")]
    [TestCase("postgresql://reader@db/shop", "postgresql://reader@db/shop")]
    [TestCase("https://user:pw-1@hooks.example/x", "https://user:***@hooks.example/x")]
    [TestCase("https://tok-1@hooks.example/x", "https://***@hooks.example/x")]
    [TestCase("s3 at http://key:pw-1@127.0.0.1:9000 failed", "s3 at http://key:***@127.0.0.1:9000 failed")]
    [TestCase("Host=db;Username=me;Password=pw-1;Database=shop", "Host=db;Username=me;Password=***;Database=shop")]
    [TestCase("host=db password='pw 1' dbname=shop", "host=db password=*** dbname=shop")]
    [TestCase("host=db password='pw\\' 1' dbname=shop", "host=db password=*** dbname=shop")]
    [TestCase("PWD = pw-1; x", "PWD = ***; x")]
    [TestCase("https://hooks.example/x?token=tok-1&a=1", "https://hooks.example/x?token=***&a=1")]
    [TestCase(
        "Unrecognized command or argument 'postgres://me:pw-1@db'. Did you mean run?",
        "Unrecognized command or argument 'postgres://me:***@db'. Did you mean run?"
    )]
    [TestCase(
        "check PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD or the source settings",
        "check PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD or the source settings"
    )]
    [TestCase("no @owner: tag; a.feature:3", "no @owner: tag; a.feature:3")]
    [TestCase("email=a@b.example in users", "email=a@b.example in users")]
    public void Credentials_are_replaced_and_the_rest_stays(string text, string shown) => Secrets.Hide(text).Should().Be(shown);
}
