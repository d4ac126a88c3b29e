using DuckDB.NET.Data;
using DuckDB.NET.Native;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Duck;

/// <summary>Who is at fault when DuckDB fails.</summary>
internal enum DuckFault
{
    /// <summary>The statement or a value: a spec, a model or the data has to be changed.</summary>
    Statement,

    /// <summary>The machine: disk, memory, permissions, another process.</summary>
    Machine,

    /// <summary>The database file: it has to be built again.</summary>
    Damaged,
}

/// <summary>What a message of DuckDB means.</summary>
/// <param name="Text">A part of the message.</param>
/// <param name="Fault">Who is at fault.</param>
/// <param name="Advice">What to do; ends in a full stop.</param>
internal sealed record DuckFailureRule(string Text, DuckFault Fault, string Advice)
{
    /// <summary>What to do about a file that other tools write; default: the same.</summary>
    public string AttachedAdvice { get; init; } = Advice;
}

/// <summary>
/// The one table of DuckDB's failures. The driver's error type is not enough: it is Invalid for a full disk while a statement is prepared,
/// and Transaction for one while it is committed.
/// </summary>
internal static class DuckFailure
{
    private const string Space = "Free disk space, then run again.";
    private const string Locked = "It is open in another process: wait for it to end, or name another folder with --work.";
    private const string Written = "Another process writes it, such as dbt: wait for it to end, then run again.";

    private const string OutOfMemory = "Out of Memory Error";

    /// <summary>The rules; the first whose text occurs in the message counts.</summary>
    public static IReadOnlyList<DuckFailureRule> All { get; } =
    [
        new("set lock on file", DuckFault.Machine, Locked) { AttachedAdvice = Written },
        new("used by another process", DuckFault.Machine, Locked) { AttachedAdvice = Written },
        new("No space left on device", DuckFault.Machine, Space),
        new("not enough space on the disk", DuckFault.Machine, Space),
        new("Disk quota exceeded", DuckFault.Machine, Space),
        new(
            "failed to offload",
            DuckFault.Machine,
            "The disk of the temporary files is full: "
                + "free space, name another folder with warehouse.temp_folder, or raise warehouse.memory_limit, then run again."
        ),
        new("not a valid DuckDB database file", DuckFault.Damaged, ""),
        new("Corrupt database file", DuckFault.Damaged, ""),
        new("Could not read enough bytes", DuckFault.Damaged, ""),
        new("Serialization Error", DuckFault.Damaged, ""),
        new("Failed to deserialize", DuckFault.Damaged, ""),
        new("Failure while replaying WAL", DuckFault.Damaged, ""),
        new("database file with version number", DuckFault.Damaged, ""),
        new("Is a directory", DuckFault.Machine, "A folder is in its place: remove it, or name another folder with --work."),
        new("Permission denied", DuckFault.Machine, "Give this account permission to read and write there, or name another folder with --work.")
        {
            AttachedAdvice = "Give this account permission to read the file.",
        },
        new("Read-only file system", DuckFault.Machine, "Name another folder with --work."),
        new(OutOfMemory, DuckFault.Machine, "Raise warehouse.memory_limit, lower warehouse.threads, or free space for temporary files, then run again."),
        new("Too many open files", DuckFault.Machine, "Raise the limit of open files (ulimit -n), then run again."),
        new("IO Error", DuckFault.Machine, "Check the disk, then run again."),
        new("Failed to commit", DuckFault.Machine, "Check the disk, then run again."),
        new("FATAL Error", DuckFault.Machine, "Run again; if it persists, rebuild the warehouse from the lake: shopstream run --from-lake."),
        new("INTERNAL Error", DuckFault.Machine, "Run again; if it persists, report it with this message."),
        new("Connection Error", DuckFault.Machine, "Run again."),
    ];

    private static readonly DuckFailureRule OfStatement = new("", DuckFault.Statement, "");

    /// <summary>The rule of an error.</summary>
    public static DuckFailureRule Of(DuckDBException e) =>
        Of(e.Message) is { Fault: not DuckFault.Statement } rule ? rule
        : e.ErrorType is DuckDBErrorType.Io or DuckDBErrorType.OutOfMemory or DuckDBErrorType.Connection or DuckDBErrorType.Fatal or DuckDBErrorType.Internal
            ? All[^1] with
            {
                Advice = "Run again.",
            }
        : OfStatement;

    /// <summary>The rule of a message.</summary>
    public static DuckFailureRule Of(string message) => All.FirstOrDefault(r => message.Contains(r.Text, StringComparison.OrdinalIgnoreCase)) ?? OfStatement;

    /// <summary>Whether a statement needed more than the limit of memory.</summary>
    public static bool IsOutOfMemory(DuckDBException e) => e.ErrorType == DuckDBErrorType.OutOfMemory || IsOutOfMemory(e.Message);

    /// <param name="message">What DuckDB says, or what is said of it.</param>
    /// <inheritdoc cref="IsOutOfMemory(DuckDBException)" />
    public static bool IsOutOfMemory(string message) => message.Contains(OutOfMemory, StringComparison.OrdinalIgnoreCase);

    /// <summary>The message without values of rows, and what to do.</summary>
    /// <param name="e">The error.</param>
    /// <param name="sql">The statement, whose own words are shown.</param>
    /// <param name="attached">Whether other tools write the database.</param>
    public static string Explain(DuckDBException e, string sql, bool attached = false) => Explain(Of(e), e.Message, sql, attached);

    /// <param name="rule">The rule of the message.</param>
    /// <param name="message">What DuckDB says.</param>
    /// <param name="sql">The statement, whose own words are shown.</param>
    /// <param name="attached">Whether other tools write the database.</param>
    /// <inheritdoc cref="Explain(DuckDBException,string,bool)" />
    public static string Explain(DuckFailureRule rule, string message, string sql, bool attached)
    {
        if (rule.Fault == DuckFault.Statement)
            return EngineMessages.Redact(DuckMessage.Of(message), sql);
        var line = DuckMessage.FirstLine(message);
        var advice = attached ? rule.AttachedAdvice : rule.Advice;
        return advice.Length == 0 ? line : $"{line}. {advice}";
    }

    /// <summary>The problem of a file of other tools that cannot be read, with the version that reads it if it is a newer one's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="message">What DuckDB says.</param>
    public static string Unreadable(string path, string message) =>
        DuckFileFormat.Of(message) is { } format
            ? format.Explain(path)
            : $"{path} is not a DuckDB file, or is damaged: {DuckMessage.FirstLine(message)}. Expected the DuckDB file that the pipeline writes "
                + "(setting warehouse.file)";

    /// <summary>
    /// The problem of a warehouse whose file cannot be used any more. A retry does not help; nothing in it is lost that the lake does not have.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="e">What DuckDB reports.</param>
    public static UsageException Damaged(string path, DuckDBException e) => new(Damaged(path, e.Message), e);

    /// <param name="path">The file.</param>
    /// <param name="message">What DuckDB says.</param>
    /// <inheritdoc cref="Damaged(string,DuckDBException)" />
    public static string Damaged(string path, string message) =>
        $"the warehouse {path} is damaged, or of another version of DuckDB: {DuckMessage.FirstLine(message)}. Nothing was changed. "
        + "Rebuild it from the lake, without the source: shopstream run --from-lake, which keeps the damaged file beside the new one.";
}
