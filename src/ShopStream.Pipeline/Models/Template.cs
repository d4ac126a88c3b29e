using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Models;

/// <summary>A piece of a model's file.</summary>
/// <param name="Line">Line of the file on which the piece starts.</param>
internal abstract record Piece(int Line);

/// <summary>SQL as written.</summary>
internal sealed record TextPiece(string Text, int Line) : Piece(Line);

/// <summary>{{ ref('model') }}</summary>
internal sealed record RefPiece(string Model, int Line) : Piece(Line);

/// <summary>{{ source('raw', 'table') }}</summary>
internal sealed record SourcePiece(string Schema, string Table, int Line) : Piece(Line);

/// <summary>{{ rule('name') }} or {{ rule('name', 'alias') }}</summary>
internal sealed record RulePiece(string Rule, string? Alias, int Line) : Piece(Line);

/// <summary>{{ divide('numerator', 'denominator', 2) }}</summary>
internal sealed record DividePiece(string Numerator, string Denominator, int Decimals, int Line) : Piece(Line);

/// <summary>{{ config(materialized='…', unique_key='…') }}</summary>
internal sealed record ConfigPiece(Materialization? Materialization, IReadOnlyList<string> Key, int Line) : Piece(Line);

/// <summary>Parses the macros of a model's file. As in dbt they are replaced everywhere, including SQL comments and literals; {# … #} is dropped.</summary>
internal static partial class Template
{
    public const string Supported =
        "supported are {{ ref('model') }}, {{ source('raw', 'table') }}, {{ rule('name') }}, {{ rule('name', 'alias') }}, "
        + "{{ divide('numerator', 'denominator', decimals) }}, "
        + "{{ config(materialized='view' or 'table', unique_key='column' or ['column', 'column']) }} and {# a comment #}";

    // What needs more is not a model of ours.
    private const string ForDbt = "is not supported here: dbt can run it (models = dbt, or check --attached what dbt has built)";

    private const int MaxDecimals = 6;

    /// <param name="text">The file's text, with \n line ends.</param>
    /// <param name="problem">Receives the line and the message of each problem.</param>
    public static IReadOnlyList<Piece> Parse(string text, Action<int, string> problem)
    {
        var pieces = new List<Piece>();
        var line = 1;
        for (var at = 0; at < text.Length; )
        {
            var open = Opening().Match(text, at);
            var end = open.Success ? open.Index : text.Length;
            if (end > at)
            {
                pieces.Add(new TextPiece(text[at..end], line));
                line += Newlines(text.AsSpan(at, end - at));
            }
            if (!open.Success)
                break;

            var close = open.Value switch
            {
                "{{" => "}}",
                "{%" => "%}",
                _ => "#}",
            };
            var stop = text.IndexOf(close, end + 2, StringComparison.Ordinal);
            if (stop < 0)
            {
                problem(line, $"{open.Value} is never closed: expected {close}");
                break;
            }
            var inner = text[(end + 2)..stop];
            if (string.Equals(open.Value, "{%", StringComparison.Ordinal))
                problem(line, $"{{%{inner}%}} {ForDbt}; {Supported}");
            else if (string.Equals(open.Value, "{{", StringComparison.Ordinal) && Macro(inner, line, problem) is { } piece)
                pieces.Add(piece);
            line += Newlines(inner);
            at = stop + 2;
        }
        return pieces;
    }

    private static int Newlines(ReadOnlySpan<char> text) => text.Count('\n');

    private static Piece? Macro(string inner, int line, Action<int, string> problem)
    {
        Piece? Invalid(string message)
        {
            problem(line, $"{{{{{inner}}}}} {message}; {Supported}");
            return null;
        }

        var call = Call().Match(inner);
        if (!call.Success || Arguments(call.Groups["arguments"].Value) is not { } arguments)
            return Invalid("is not a valid macro");
        var unnamed = arguments.Where(a => a.Name is null && a.Values.Count == 1).Select(a => a.Values[0]).ToList();
        var plain = unnamed.Count == arguments.Count;
        return call.Groups["macro"].Value switch
        {
            "ref" => plain && unnamed is [var model] ? new RefPiece(model, line) : Invalid("expects the name of one model"),
            "source" => plain && unnamed is [var schema, var table] ? new SourcePiece(schema, table, line) : Invalid("expects 'raw' and the name of a table"),
            "rule" => plain && unnamed is [var rule, .. { Count: <= 1 } alias] && alias.TrueForAll(a => Identifier().IsMatch(a))
                ? new RulePiece(rule, alias.FirstOrDefault(), line)
                : Invalid("expects the name of a rule and optionally a table alias"),
            "divide" => plain
            && unnamed is [var numerator, var denominator, var decimals]
            && int.TryParse(decimals, NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
            && digits <= MaxDecimals
                ? new DividePiece(numerator, denominator, digits, line)
                : Invalid($"expects a numerator, a denominator and a number of decimals from 0 to {MaxDecimals}"),
            "config" => Config(arguments, line, Invalid),
            var macro => Invalid($"{ForDbt}: there is no macro {macro}{Quality.Data.Nearest.Hint(macro, ["ref", "source", "rule", "divide", "config"])}"),
        };
    }

    private static Piece? Config(List<(string? Name, List<string> Values)> arguments, int line, Func<string, Piece?> invalid)
    {
        Materialization? materialization = null;
        IReadOnlyList<string> key = [];
        foreach (var (name, values) in arguments)
        {
            switch (name)
            {
                case "materialized" when values is ["view"]:
                    materialization = Materialization.View;
                    break;
                case "materialized" when values is ["table"]:
                    materialization = Materialization.Table;
                    break;
                case "materialized":
                    return invalid($"has materialized='{string.Join(", ", values)}', which {ForDbt}: expected 'view' or 'table'");
                case "unique_key":
                    key = values;
                    break;
                default:
                    return invalid($"has {name ?? $"'{values[0]}'"}: expected materialized or unique_key");
            }
        }
        return new ConfigPiece(materialization, key, line);
    }

    /// <summary>Parses a list of 'text', name='text' and name=['text', 'text']; null if it is anything else.</summary>
    private static List<(string? Name, List<string> Values)>? Arguments(string text)
    {
        var arguments = new List<(string?, List<string>)>();
        if (text.Trim().Length == 0)
            return arguments;
        for (var at = 0; ; )
        {
            var match = Argument().Match(text, at);
            if (!match.Success)
                return null;
            var name = match.Groups["name"];
            arguments.Add(
                (name.Success ? name.Value : null, [.. match.Groups["value"].Captures.Select(c => char.IsAsciiDigit(c.Value[0]) ? c.Value : c.Value[1..^1])])
            );
            if (match.Groups["end"].Length == 0)
                return arguments;
            at = match.Index + match.Length;
        }
    }

    [GeneratedRegex(@"\{[{%#]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^\s*(?<macro>[A-Za-z_]\w*)\s*\((?<arguments>.*)\)\s*$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Call();

    [GeneratedRegex(
        """
            \G\s*((?<name>[A-Za-z_]\w*)\s*=\s*)?
            ( (?<value>'[^']*'|"[^"]*"|[0-9]+)
            | \[\s*(?<value>'[^']*'|"[^"]*")(\s*,\s*(?<value>'[^']*'|"[^"]*"))*\s*\] )
            \s*(?<end>,|\z)
            """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        1000
    )]
    private static partial Regex Argument();

    /// <summary>A name that needs no quotes in SQL.</summary>
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Identifier();
}
