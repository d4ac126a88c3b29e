using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>Messages about S3 name the lake once, and the object below it.</summary>
[TestFixture, Category("Fast")]
internal sealed class S3ProblemTests
{
    [TestCase("s3://shop-lake/daily", "write daily/raw/postgres/orders.csv, part 2", "s3://shop-lake/daily: cannot write raw/postgres/orders.csv, part 2: ")]
    [TestCase("s3://shop-lake/daily", "read raw/daily/orders.csv", "s3://shop-lake/daily: cannot read raw/daily/orders.csv: ")]
    [TestCase("s3://shop-lake/a/b", "abort the upload of a/b/raw/x", "s3://shop-lake/a/b: cannot abort the upload of raw/x: ")]
    [TestCase("s3://shop-lake", "read raw/x", "s3://shop-lake: cannot read raw/x: ")]
    public void Prefix_is_named_once(string lake, string doing, string message)
    {
        var settings = new LakeSettings(lake, "http://127.0.0.1:9", "eu-west-3");

        S3Problem.Of(settings, doing, 1, new IOException("broken pipe")).Message.Should().StartWith(message);
        S3Problem.DeadlineExceeded(settings, doing, TimeSpan.FromSeconds(1), 1, new IOException("x")).Message.Should().StartWith(message);
    }
}
