using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>The longest row of a file, measured while it is written.</summary>
[TestFixture, Category("Fast")]
internal sealed class MeasuredRowsTests
{
    [TestCase("", false, 0)]
    [TestCase("id,name\n", false, 8)]
    [TestCase("id,name\n1,a\n", false, 8)]
    [TestCase("id\n1234567\n12\n", false, 8)]
    [TestCase("id,name\n1,\"two\nlines, and more\"\n2,b\n", false, 24, Description = "a line feed in quotes")]
    [TestCase("id,name\n1,\"a \"\"b\"\"\nc\"\n2,b\n", false, 14, Description = "quotes in quotes")]
    [TestCase("id,name\n1,é\n", false, 8, Description = "bytes, not characters")]
    [TestCase("id\n1\nlast row without a line feed", false, 28)]
    [TestCase("{\"a\":\"\\\"\"}\n{\"a\":1}\n", true, 11, Description = "an odd number of quotes in JSON")]
    [TestCase("{\"a\":1}\n{\"a\":12345}\n", true, 12)]
    public async Task Longest_row_is_measured_wherever_reads_end(string text, bool json, long longest)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var size in Enumerable.Range(1, Math.Max(1, bytes.Length)))
        {
            await using var rows = new MeasuredRows(new MemoryStream(bytes), json);
            var read = new List<byte>();
            var buffer = new byte[size];
            int count;
            while ((count = await rows.ReadAsync(buffer)) > 0)
                read.AddRange(buffer.AsSpan(0, count));

            read.Should().Equal(bytes);
            rows.Longest.Should().Be(longest, $"each read has at most {size} bytes");
        }
    }
}
