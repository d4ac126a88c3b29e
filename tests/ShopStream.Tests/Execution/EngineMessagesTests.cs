using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Execution;

[Category("Fast")]
public sealed class EngineMessagesTests
{
    [TestCase("Could not convert string 'a@b.example' to INT32", "Could not convert string '(hidden 1)' to INT32")]
    [TestCase("Could not convert string 'O'Neil' to INT32", "Could not convert string '(hidden 1)' to INT32")]
    [TestCase("invalid input syntax for type integer: \"a@b.example\"", "invalid input syntax for type integer: \"(hidden 1)\"")]
    [TestCase("Type INT64 with value 4711 can't be cast", "Type INT64 with value (hidden 1) can't be cast")]
    [TestCase("column \"email\" must appear in the GROUP BY clause", "column \"email\" must appear in the GROUP BY clause")]
    [TestCase("could not convert 'users' or 'a@b.example' to", "could not convert 'users' or '(hidden 1)' to")]
    [TestCase("could not convert 'Mac'Neil' to", "could not convert '(hidden 1)' to")]
    [TestCase("cannot cast value 4711", "cannot cast value (hidden 1)")]
    [TestCase("cannot cast value 4711 or \"b\"", "cannot cast value (hidden 1) or \"(hidden 2)\"")]
    [TestCase("cannot add (1 + 22), nor 'x'", "cannot add ((hidden 1)), nor '(hidden 2)'")]
    [TestCase("column \"EMAIL\" is ambiguous", "column \"EMAIL\" is ambiguous")]
    [TestCase("syntax error", "syntax error")]
    public void Quoted_values_outside_the_query_are_redacted(string message, string shown) =>
        EngineMessages.Redact(message, "SELECT email FROM users", new RedactionPolicy(SampleLevel.Full, PersonalColumns.Default)).Should().Be(shown);
}
