using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.JsonSchemas;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class ValueRuleTests
{
    // Examples of the registry of ISO 13616.
    [TestCase("GB82WEST12345698765432")]
    [TestCase("DE89370400440532013000")]
    [TestCase("FR1420041010050500013M02606")]
    [TestCase("NO9386011117947")]
    [TestCase("MT84MALT011000012345MTLCAST001S")]
    public void An_iban_has_the_right_check_digits(string iban)
    {
        new Iban().Holds(iban).Should().BeTrue();
        new Iban().Holds(iban[..^1] + (iban[^1] == '1' ? '2' : '1')).Should().BeFalse();
    }

    [TestCase("")]
    [TestCase("GB82 WEST 1234 5698 7654 32")]
    [TestCase("gb82WEST12345698765432")]
    [TestCase("GB8")]
    [TestCase("1282WEST12345698765432")]
    public void What_does_not_look_like_an_iban_is_none(string text) => new Iban().Holds(text).Should().BeFalse();

    [TestCase("4111111111111111", true)]
    [TestCase("378282246310005", true)]
    [TestCase("4111111111111112", false)]
    [TestCase("4111 1111 1111 1111", false)]
    [TestCase("00", false)]
    public void A_payment_card_number_has_the_right_check_digit(string text, bool expected) => new PaymentCardNumber().Holds(text).Should().Be(expected);

    [TestCase("{\"a\": [1, 2.5e3, true, null, \"\\u00e9\"]}", true)]
    [TestCase("1", true)]
    [TestCase("{\"a\": 1,}", false)]
    [TestCase("{'a': 1}", false)]
    [TestCase("NaN", false)]
    [TestCase("{} {}", false)]
    [TestCase("// no\n{}", false)]
    public void Json_is_that_of_the_standard(string text, bool expected) => new ValidJson().Holds(text).Should().Be(expected);

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("{ \"type\": 5 }")]
    [TestCase("{ \"$ref\": \"https://example.com/other.json\" }")]
    public void What_is_not_a_json_schema_is_rejected(string text) =>
        FluentActions.Invoking(() => MeetsJsonSchema.Parse(text)).Should().Throw<FormatException>().WithMessage("*is not a JSON schema*expected*");

    [TestCase("dd/MM/yyyy", "31/01/2025", true)]
    [TestCase("dd/MM/yyyy", "31/06/2025", false)]
    [TestCase("yyyy-MM-dd HH:mm:ss", "2024-02-29 23:59:59", true)]
    [TestCase("yyyy-MM-dd HH:mm:ss", "2023-02-29 23:59:59", false)]
    [TestCase("yyyy-MM-dd HH:mm:ss", "2024-02-29 24:00:00", false)]
    [TestCase("yyyyMMdd", "20000229", true)]
    [TestCase("yyyyMMdd", "21000229", false)]
    [TestCase("yyyy-MM", "2025-13", false)]
    [TestCase("yyyy-MM-ddTHH:mm:ssZ", "2025-12-31T00:00:00Z", true)]
    public void A_date_is_one_of_the_calendar(string format, string text, bool expected) =>
        Matches(Predicate.Parse($"is a date written {format}"), text).Should().Be(expected);

    [Test]
    public void Every_day_of_four_centuries_is_a_date_and_no_other()
    {
        var pattern = Pattern(Predicate.Parse("is a date written yyyy-MM-dd"));
        for (var year = 1800; year < 2200; year += 4)
        {
            foreach (var (month, day) in Enumerable.Range(0, 14).SelectMany(m => Enumerable.Range(27, 6).Select(d => (m, d))))
            {
                foreach (var y in new[] { year, year + 1 })
                {
                    var exists = month is >= 1 and <= 12 && day <= DateTime.DaysInMonth(y, month);
                    pattern.IsMatch($"{y:0000}-{month:00}-{day:00}").Should().Be(exists, "{0}-{1}-{2}", y, month, day);
                }
            }
        }
    }

    [TestCase("is a date written yy-MM-dd")]
    [TestCase("is a date written yyyy-MM-MM")]
    [TestCase("is a date written --")]
    [TestCase("is like a\\")]
    [TestCase("has the JSON keys ,")]
    public void A_predicate_that_cannot_be_read_names_what_is_expected(string text) =>
        FluentActions.Invoking(() => Predicate.Parse(text)).Should().Throw<FormatException>().WithMessage("*expected*");

    [TestCase("a%", "a\nb", true)]
    [TestCase("a%", "ba", false)]
    [TestCase("100\\%", "100%", true)]
    [TestCase("100\\%", "1000", false)]
    [TestCase("\\\\_", "\\x", true)]
    [TestCase("a.c", "abc", false)]
    [TestCase("$^(", "$^(", true)]
    public void Like_patterns_have_two_wildcards(string like, string text, bool expected) =>
        Matches(Predicate.Parse($"is like \"{like}\""), text).Should().Be(expected);

    private static bool Matches(Predicate predicate, string text) => Pattern(predicate).IsMatch(text);

    private static System.Text.RegularExpressions.Regex Pattern(Predicate predicate) =>
        new(
            $@"\A(?:{((IsMatch)((InWords)predicate.On("c")).Inner).Pattern})\z",
            System.Text.RegularExpressions.RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)
        );
}
