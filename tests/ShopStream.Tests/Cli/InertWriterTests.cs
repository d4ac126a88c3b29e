using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli.View;

namespace ShopStream.Tests.Cli;

[Category("Fast")]
public sealed class InertWriterTests
{
    [TestCase("Passed all 80 scenarios\n\n  note  a: b\n", "Passed all 80 scenarios\n\n  note  a: b\n")]
    [TestCase("a\n::error::x", "a\n[U+003A]:error::x")]
    [TestCase("a\n \t::error::x", "a\n \t[U+003A]:error::x")]
    [TestCase("a\r::stop-commands::x", "a\n[U+003A]:stop-commands::x")]
    [TestCase("a ##[error]x ##vso[task.complete]y ##teamcity[z]", "a [U+0023]#[error]x [U+0023]#vso[task.complete]y [U+0023]#teamcity[z]")]
    [TestCase("###[error]x", "#[U+0023]#[error]x")]
    [TestCase("a::b SELECT x::text ## Heading\n: c", "a::b SELECT x::text ## Heading\n: c")]
    [TestCase("\uFEFF::error::x", "[U+FEFF]::error::x")]
    public void Written_text_contains_no_control_sequences(string text, string written) => Written(w => w.Write(text)).Should().Be(written);

    // No test case: one whose name holds a control character is not run.
    [Test]
    public void Control_characters_are_made_visible() =>
        Written(w => w.Write("a\u001B]0;title\u0007b\u202Ec")).Should().Be("a[U+001B]]0;title[U+0007]b[U+202E]c");

    [Test]
    public void Control_sequence_split_over_writes_is_made_harmless()
    {
        Written(w =>
            {
                w.Write("a\n");
                w.Write(':');
                w.Write(":error");
                w.Write("::x #");
                w.Write("#[error]y");
                w.WriteLine();
            })
            .Should()
            .Be("a\n[U+003A]:error::x [U+0023]#[error]y\n");
    }

    [Test]
    public void A_line_is_written_when_it_ends_and_a_part_of_it_when_it_is_flushed()
    {
        using var to = new StringWriter();
        using var writer = new InertWriter(to);

        writer.Write("one\ntw");
        to.ToString().Should().Be("one\n");
        writer.Flush();
        to.ToString().Should().Be("one\ntw");
        writer.WriteLine("o");
        to.ToString().Should().Be("one\ntwo\n");
    }

    private static string Written(Action<InertWriter> write)
    {
        using var to = new StringWriter();
        using var writer = new InertWriter(to);
        write(writer);
        writer.Flush();
        return to.ToString();
    }
}
