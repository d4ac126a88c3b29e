using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.Judging;

namespace ShopStream.Tests.Judging;

[Category("Fast")]
public sealed class EngineWordsTests
{
    [TestCase("Could not convert string 'a@b.example' to INT32", "Could not convert string '(hidden 1)' to INT32")]
    [TestCase("Could not convert string 'O'Neil' to INT32", "Could not convert string '(hidden 1)' to INT32")]
    [TestCase("invalid input syntax for type integer: \"a@b.example\"", "invalid input syntax for type integer: \"(hidden 1)\"")]
    [TestCase("Type INT64 with value 4711 can't be cast", "Type INT64 with value (hidden 1) can't be cast")]
    [TestCase("column \"email\" must appear in the GROUP BY clause", "column \"email\" must appear in the GROUP BY clause")]
    [TestCase("could not convert 'users' or 'a@b.example' to", "could not convert 'users' or '(hidden 1)' to")]
    [TestCase("syntax error", "syntax error")]
    public void What_is_quoted_and_not_of_the_query_is_hidden(string message, string shown) =>
        EngineWords.Hidden(message, "SELECT email FROM users", new Discretion(SampleLevel.Full, PersonalColumns.Usual)).Should().Be(shown);
}
