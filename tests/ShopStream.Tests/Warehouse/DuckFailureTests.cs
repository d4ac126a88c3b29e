using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Duck;

namespace ShopStream.Tests.Warehouse;

/// <summary>DuckDB's failures are the machine's, the file's or the statement's; the messages are the engine's own.</summary>
[TestFixture, Category("Fast")]
internal sealed class DuckFailureTests
{
    // As DuckDB 1.5 words them.
    private static readonly TestCaseData[] Messages =
    [
        new("IO Error: Could not write file \"/w/warehouse.duckdb\": No space left on device", DuckFault.Machine, "Free disk space"),
        new(
            "TransactionContext Error: Failed to commit: Could not write file \"/w/warehouse.duckdb.wal\": No space left on device",
            DuckFault.Machine,
            "Free disk space"
        ),
        new("TransactionContext Error: Failed to commit: something else", DuckFault.Machine, "Check the disk"),
        new(
            "Out of Memory Error: failed to offload data block of size 256.0 KiB (0 bytes/0 bytes used).\n"
                + "This limit was set by the 'max_temp_directory_size' setting.",
            DuckFault.Machine,
            "warehouse.temp_folder"
        ),
        new("Out of Memory Error: failed to pin block of size 256.0 KiB (18.8 MiB/19.0 MiB used)", DuckFault.Machine, "warehouse.memory_limit"),
        new("IO Error: Could not write file \"/w/x\": Disk quota exceeded", DuckFault.Machine, "Free disk space"),
        new("IO Error: Cannot open file \"/w/warehouse.duckdb\": Permission denied", DuckFault.Machine, "permission"),
        new("IO Error: Cannot open file \"/w/warehouse.duckdb\": Read-only file system", DuckFault.Machine, "--work"),
        new("IO Error: Could not set lock on file \"/w/warehouse.duckdb\": Conflicting lock is held in PID 1", DuckFault.Machine, "another process"),
        new("IO Error: Could not read from file \"/w/warehouse.duckdb\": Is a directory", DuckFault.Machine, "A folder is in its place"),
        new("FATAL Error: Failed: database has been invalidated because of a previous fatal error.", DuckFault.Machine, "--from-lake"),
        new("INTERNAL Error: Attempted to access index 3 within vector of size 2", DuckFault.Machine, "report it"),
        new("DuckDBOpen failed: IO Error: The file \"/w/warehouse.duckdb\" exists, but it is not a valid DuckDB database file!", DuckFault.Damaged, ""),
        new("IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 274432", DuckFault.Damaged, ""),
        new(
            "DuckDBOpen failed: IO Error: Could not read enough bytes from file \"/w/warehouse.duckdb\": attempted to read 262144 bytes from location 4468736",
            DuckFault.Damaged,
            ""
        ),
        new("IO Error: Trying to read a database file with version number 64, but we can only read version 63.", DuckFault.Damaged, ""),
        new("Binder Error: Referenced column \"x\" not found in FROM clause!", DuckFault.Statement, ""),
        new("Conversion Error: Could not convert string 'x' to INT32", DuckFault.Statement, ""),
        new("Out of Range Error: Overflow in addition of INT64 (9223372036854775807 + 5)!", DuckFault.Statement, ""),
    ];

    [TestCaseSource(nameof(Messages))]
    public void Failure_is_blamed_on_whom_it_belongs_to(string message, object fault, string advice)
    {
        var e = Error(message);

        DuckFailure.Of(e).Fault.Should().Be((DuckFault)fault);
        $"{DuckFailure.Explain(e, "SELECT x")} ".Should().Contain($"{advice} "[..Math.Max(1, advice.Length)]).And.NotContain("PRAGMA");
    }

    [Test]
    public void Every_rule_is_tested() =>
        DuckFailure
            .All.Where(r => !Messages.Any(m => DuckFailure.Of(Error((string)m.Arguments[0]!)) == r))
            .Select(r => r.Text)
            .Should()
            .BeEquivalentTo(
                "used by another process",
                "not enough space on the disk",
                "Serialization Error",
                "Failed to deserialize",
                "Failure while replaying WAL",
                "Too many open files",
                "IO Error",
                "Connection Error"
            );

    [TestCase("Conversion Error: Could not convert string 'zq@x' to INT32 when casting from source column email")]
    [TestCase("Out of Range Error: Overflow in addition of INT64 (7001 + 5)!")]
    [TestCase("Conversion Error: Casting value \"7001.5\" to type DECIMAL(3,2) failed: value is out of range!")]
    [TestCase("Conversion Error: Type INT64 with value 7001 can't be cast because the value is out of range")]
    [TestCase("Invalid Input Error: Malformed JSON at byte 5 of input: unexpected character. Input: {\"a\": zq@x")]
    [TestCase("Constraint Error: Duplicate key \"email: zq@x\" violates unique constraint.")]
    [TestCase("Conversion Error: could not convert 'users' or 'zq@x' to INT32, and 'zq@y' with value 7001")]
    public void No_value_of_a_row_is_shown(string message) =>
        DuckFailure
            .Explain(Error(message), "SELECT CAST(email AS INTEGER) FROM users")
            .Should()
            .Contain("(hidden)")
            .And.NotContain("zq@")
            .And.NotContain("7001");

    [Test]
    public void Damaged_warehouse_names_the_file_and_the_way_back() =>
        DuckFailure
            .Damaged("/w/warehouse.duckdb", Error((string)Messages[12].Arguments[0]!))
            .Message.Should()
            .StartWith("the warehouse /w/warehouse.duckdb is damaged")
            .And.Contain("shopstream run --from-lake")
            .And.Contain("without the source")
            .And.NotContain("run again");

    private static DuckDBException Error(string message) =>
        (DuckDBException)
            Activator.CreateInstance(
                typeof(DuckDBException),
                System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public,
                null,
                [message],
                null
            )!;
}
