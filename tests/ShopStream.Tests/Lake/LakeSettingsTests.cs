using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

[TestFixture, Category("Fast")]
internal sealed class LakeSettingsTests
{
    [Test]
    public async Task A_folder_is_a_local_lake()
    {
        var settings = new LakeSettings("data/lake");
        await using var lake = Lakes.Open(settings);

        settings.Folder.Should().Be(Path.GetFullPath("data/lake"));
        settings.Bucket.Should().BeNull();
        lake.Should().BeOfType<PackedLake>().Which.Inner.Should().BeOfType<LocalLake>();
        lake.Description.Should().Be(settings.Folder);
    }

    [TestCase("s3://shopstream-datalake-demo", "", "s3://shopstream-datalake-demo")]
    [TestCase("s3://shopstream-datalake-demo/", "", "s3://shopstream-datalake-demo")]
    [TestCase("S3://shopstream-datalake-demo/daily/eu/", "daily/eu/", "s3://shopstream-datalake-demo/daily/eu")]
    public async Task A_bucket_is_an_S3_lake_below_its_prefix(string text, string prefix, string description)
    {
        var settings = new LakeSettings(text);
        await using var lake = Lakes.Open(settings);

        settings.Bucket.Should().Be("shopstream-datalake-demo");
        settings.Prefix.Should().Be(prefix);
        settings.Folder.Should().BeNull();
        settings.Region.Should().Be("eu-west-3");
        settings.ForcePathStyle.Should().BeFalse();
        lake.Should().BeOfType<PackedLake>().Which.Inner.Should().BeOfType<S3Lake>();
        lake.Description.Should().Be(description);
    }

    [Test]
    public void Custom_endpoint_uses_path_style()
    {
        new LakeSettings("s3://lake", "http://localhost:4566", "garage")
            .Should()
            .BeEquivalentTo(
                new
                {
                    Endpoint = new Uri("http://localhost:4566"),
                    Region = "garage",
                    ForcePathStyle = true,
                }
            );
        new LakeSettings("s3://lake", "https://s3.example.com", forcePathStyle: false).ForcePathStyle.Should().BeFalse();
        new LakeSettings("s3://lake", " ", "").Endpoint.Should().BeNull();
    }

    [TestCase("", "lake '' is empty. Expected a folder*")]
    [TestCase("s3:/bucket", "lake 's3:/bucket' lacks the two slashes*")]
    [TestCase("gs://bucket", "lake 'gs://bucket' has the scheme 'gs'. Expected a folder, such as data/lake, or s3://bucket*")]
    [TestCase("s3://", "*the bucket '' is empty*")]
    [TestCase("s3://Lake/x", "*the bucket 'Lake' has upper-case letters. Expected*")]
    [TestCase("s3://ab", "*the bucket 'ab' is not a valid bucket name*")]
    [TestCase("s3://my_lake", "*the bucket 'my_lake' is not a valid bucket name*")]
    [TestCase("s3://my-lake/a//b", "*the prefix 'a//b' has an empty part*")]
    [TestCase("s3://my-lake/../b", "*the prefix '../b' has the part '..'*")]
    public void Contradictory_lake_settings_are_rejected(string lake, string message)
    {
        var make = () => new LakeSettings(lake);

        make.Should().Throw<UsageException>().WithMessage(message);
    }

    [TestCase("localhost:4566")]
    [TestCase("ftp://localhost")]
    [TestCase("/s3")]
    [TestCase("http://host?x=1")]
    public void Endpoint_that_is_not_a_URL_is_rejected(string endpoint)
    {
        var make = () => new LakeSettings("s3://lake", endpoint);

        make.Should().Throw<UsageException>().WithMessage($"lake.endpoint '{endpoint}' *such as http://localhost:4566; leave it empty for AWS");
    }

    [Test]
    public void Credentials_in_the_endpoint_are_rejected_and_not_printed()
    {
        var make = () => new LakeSettings("s3://lake", "http://me:hush@host");

        make.Should().Throw<UsageException>().WithMessage("lake.endpoint has a user*AWS_ACCESS_KEY_ID*").Which.Message.Should().NotContain("hush");
    }

    [Test]
    public void All_invalid_settings_are_reported_at_once()
    {
        var make = () => new LakeSettings("gs://lake", "nowhere", "EU West");

        make.Should()
            .Throw<UsageException>()
            .Which.Message.Split(Environment.NewLine)
            .Should()
            .HaveCount(3)
            .And.Contain(line => line.StartsWith("lake.region 'EU West' is not a region. Expected", StringComparison.Ordinal));
    }

    [Test]
    public void Storage_defaults_to_no_encryption_and_no_compression()
    {
        new LakeSettings("lake")
            .Storage.Should()
            .BeEquivalentTo(
                new
                {
                    Encryption = LakeEncryption.None,
                    KmsKey = (string?)null,
                    Compression = Compression.None,
                    Deadline = TimeSpan.FromHours(4),
                }
            );
        new LakeStorage("aes256", "", "GZIP").Should().BeEquivalentTo(new { Encryption = LakeEncryption.Aes256, Compression = Compression.Gzip });
        new LakeStorage("aws:kms", " alias/lake ", "zstd")
            .Should()
            .BeEquivalentTo(
                new
                {
                    Encryption = LakeEncryption.AwsKms,
                    KmsKey = "alias/lake",
                    Compression = Compression.Zstd,
                }
            );
    }

    [TestCase("rot13", "", "", "lake.encryption is 'rot13'. Expected one of none, AES256, aws:kms")]
    [TestCase("", "", "lzma", "lake.compression is 'lzma'. Expected one of none, gzip, zstd")]
    [TestCase("AES256", "alias/lake", "", "lake.kms_key is 'alias/lake', but lake.encryption is 'AES256'. Expected aws:kms with a key*")]
    public void Contradictory_storage_settings_are_rejected(string encryption, string key, string compression, string message)
    {
        var make = () => new LakeStorage(encryption, key, compression);

        make.Should().Throw<UsageException>().WithMessage(message);
    }
}
