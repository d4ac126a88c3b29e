using System.Globalization;
using ShopStream.Quality.Results;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ShopStream.Contracts.Yaml;

/// <summary>Reads a YAML file of one document whose root is a mapping.</summary>
internal static class YamlDocument
{
    // No contract is deeper; a recursion without a limit would end the process.
    private const int DeepestLevel = 64;

    /// <exception cref="UsageException">The text is not YAML, has several documents, is too deep, or names a key twice. The message has file:line.</exception>
    public static YamlMapping Read(string file, string text)
    {
        using var reader = new StringReader(text);
        try
        {
            var parser = new Parser(reader);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                throw Fault(file, 1, "the file is empty: expected a data contract");
            var root = new Builder(file, parser).Node(0);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                throw Fault(file, Line(second.Start), "a second document begins here: expected one contract in a file");
            return root as YamlMapping
                ?? throw Fault(file, root.Line, $"found {root.Description}, expected the fields of a data contract, such as apiVersion and schema");
        }
        catch (YamlException e)
        {
            throw Fault(file, Line(e.Start), $"this is not YAML: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static UsageException Fault(string file, int line, string message, Exception? inner = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: {message}"), inner!);

    private static int Line(Mark mark) => (int)Math.Clamp(mark.Line, 1, int.MaxValue);

    private sealed class Builder(string file, IParser parser)
    {
        private readonly Dictionary<AnchorName, YamlNode> anchors = [];

        public YamlNode Node(int level)
        {
            if (level > DeepestLevel)
                throw Fault(file, Line(parser.Current!.Start), $"the file is nested deeper than {DeepestLevel} levels");
            if (parser.TryConsume<AnchorAlias>(out var alias))
                return anchors.GetValueOrDefault(alias.Value) ?? throw Fault(file, Line(alias.Start), $"*{alias.Value} refers to no anchor before it");
            if (parser.TryConsume<Scalar>(out var scalar))
                return Named(scalar, new YamlScalar(Line(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain));
            if (parser.TryConsume<SequenceStart>(out var sequence))
            {
                var items = new List<YamlNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                    items.Add(Node(level + 1));
                return Named(sequence, new YamlList(Line(sequence.Start), items));
            }
            return Mapping(level);
        }

        private YamlNode Mapping(int level)
        {
            var start = parser.Consume<MappingStart>();
            var fields = new List<YamlField>();
            var lines = new Dictionary<string, int>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key =
                    Node(level + 1) as YamlScalar
                    ?? throw Fault(file, Line(parser.Current!.Start), "the name of a field is a list or a mapping: expected a word");
                if (!lines.TryAdd(key.Text, key.Line))
                    throw Fault(file, key.Line, $"'{key.Text}' stands twice, first in line {lines[key.Text]}: keep one");
                fields.Add(new YamlField(key.Text, key.Line, Node(level + 1)));
            }
            return Named(start, new YamlMapping(Line(start.Start), fields));
        }

        private YamlNode Named(NodeEvent e, YamlNode node)
        {
            if (!e.Anchor.IsEmpty)
                anchors[e.Anchor] = node;
            return node;
        }
    }
}
