using System.Globalization;
using System.Reflection;
using ShopStream.Features.Expressions;
using ShopStream.Features.Languages;

namespace ShopStream.Features.Sentences;

/// <summary>What stands in the lines below a step.</summary>
public enum Attachment
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A doc string.</summary>
    DocString,
}

/// <summary>A sentence that steps can be written with: one expression of one method.</summary>
public sealed class Sentence
{
    private readonly MethodInfo _method;
    private readonly StepExpression _expression;
    private readonly IReadOnlyList<ArgumentReader> _readers;
    private readonly Gaps? _gaps;
    private readonly TableWords? _tables;

    /// <exception cref="InvalidOperationException">Expression and method do not fit each other.</exception>
    internal Sentence(MethodInfo method, StepDefinitionBaseAttribute attribute, IReadOnlyDictionary<string, ParameterType> types, IReadOnlyCollection<Transformation> transformations)
    {
        _method = method;
        Type = attribute switch { GivenAttribute => StepType.Context, WhenAttribute => StepType.Action, ThenAttribute => StepType.Outcome, _ => null };
        Keyword = KeywordOf(Type);
        try
        {
            _expression = StepExpression.Parse(attribute.Expression ?? throw new FormatException("the sentence is missing; expected a Cucumber expression"), types);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidOperationException($"{Method}: {e.Message}", e);
        }
        if (method.ReturnType != typeof(void) && method.ReturnType != typeof(Task)) throw new InvalidOperationException($"{Method} returns {method.ReturnType.Name}; expected void or Task");
        Attachment = Below(method, _expression.Parameters.Count);
        _readers = [.. _expression.Parameters.Zip(method.GetParameters(), Reader)];
        var examples = method.GetCustomAttributes<ExampleAttribute>().Select(e => e.Text.ReplaceLineEndings("\n").Trim()).ToList();
        Examples = [.. examples.Where(e => Arguments(FirstLine(e)) is not null)];

        ArgumentReader Reader(ParameterType argument, ParameterInfo parameter) => ArgumentReader.For(argument, parameter.ParameterType, transformations)
            ?? throw new InvalidOperationException($"{Method}: nothing makes a {parameter.ParameterType.Name} of {{{argument.Name}}} in '{Expression}'; expected a [StepArgumentTransformation] that returns it");
    }

    private Sentence(Sentence english, StepExpression expression, string keyword, IReadOnlyList<string> examples, Gaps gaps, TableWords tables)
    {
        (_method, Type, Attachment, _readers) = (english._method, english.Type, english.Attachment, english._readers);
        (_expression, Keyword, Examples, _gaps, _tables) = (expression, keyword, examples, gaps, tables);
        English = english;
    }

    /// <summary>What steps it stands in; null is any.</summary>
    public StepType? Type { get; }

    /// <summary>Given, When, Then, or * for any; in the sentence's language.</summary>
    public string Keyword { get; }

    /// <summary>The English sentence of the same method; null for one that is English.</summary>
    public Sentence? English { get; }

    /// <summary>In Cucumber's expressions.</summary>
    public string Expression => _expression.Text;

    /// <summary>Sentences as they would stand in a feature, without keyword; further lines are the table or doc string.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>What has to stand below it.</summary>
    public Attachment Attachment { get; }

    /// <summary>Class and method, for those who write sentences.</summary>
    public string Method => Transformation.Says(_method);

    /// <inheritdoc />
    public override string ToString() => $"{Keyword} {Expression}";

    internal static string KeywordOf(StepType? type) => type switch { StepType.Context => "Given", StepType.Action => "When", StepType.Outcome => "Then", _ => "*" };

    internal static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();

    /// <summary>The arguments' names, in their order.</summary>
    internal IReadOnlyList<string> Parameters => [.. _expression.Parameters.Select(p => p.Name)];

    /// <summary>The same sentence in another language.</summary>
    internal Sentence In(StepExpression says, string keyword, IReadOnlyList<string> examples, Gaps gaps, TableWords tables) =>
        new(this, says, keyword, examples, gaps, tables);

    internal bool StandsIn(StepType type) => Type is null || Type == type;

    internal bool Is(MethodInfo method) => _method == method;

    internal IReadOnlyList<string>? Arguments(string text) => _expression.Match(text);

    /// <summary>The arguments' texts as the English sentence has them.</summary>
    /// <exception cref="FormatException">One cannot be read.</exception>
    internal IReadOnlyList<string> InEnglish(IReadOnlyList<string> texts) => _gaps?.English(texts) ?? texts;

    /// <summary>A step that is written with this sentence, in English: its keyword, text and table.</summary>
    /// <exception cref="FormatException">An argument or a word of the table cannot be read.</exception>
    internal Step InEnglish(Step step, IReadOnlyList<string> texts) => English is null
        ? step
        : step with { Keyword = English.Keyword, Text = Gaps.Fill(English.Expression, InEnglish(texts)), Table = TableInEnglish(step) };

    /// <summary>Runs the method for a step.</summary>
    internal void Run(IReadOnlyList<string> texts, Step step, StepClasses classes)
    {
        texts = InEnglish(texts);
        step = step with { Table = TableInEnglish(step) };
        var arguments = new List<object?>(texts.Count + 1);
        for (var i = 0; i < texts.Count; i++)
            arguments.Add(_readers[i].Read(texts[i], classes));
        CheckBelow(step);
        if (Attachment == Attachment.Table) arguments.Add(DataTables.From(step.Table!));
        if (Attachment == Attachment.DocString) arguments.Add(step.DocString);
        var target = _method.IsStatic ? null : classes.Get(_method.DeclaringType!);
        if (_method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, [.. arguments], CultureInfo.InvariantCulture) is Task task)
            task.GetAwaiter().GetResult();
    }

    private IReadOnlyList<IReadOnlyList<string>>? TableInEnglish(Step step) => step.Table is { } table && _tables is not null ? _tables.English(table) : step.Table;

    private void CheckBelow(Step step)
    {
        var found = step.Table is not null ? Attachment.Table : step.DocString is not null ? Attachment.DocString : Attachment.None;
        if (found == Attachment) return;
        throw new FormatException(Attachment == Attachment.None
            ? $"'{step.Text}' takes no {Word(found)}: remove it"
            : $"'{step.Text}' needs a {Word(Attachment)} below it{(found == Attachment.None ? "" : $", not a {Word(found)}")}; shopstream steps shows one");
    }

    private static string Word(Attachment attachment) => attachment == Attachment.Table ? "table" : "doc string";

    private Attachment Below(MethodInfo method, int count)
    {
        var parameters = method.GetParameters();
        if (parameters.Length == count) return Attachment.None;
        if (parameters.Length == count + 1 && parameters[^1].ParameterType == typeof(DataTable)) return Attachment.Table;
        if (parameters.Length == count + 1 && parameters[^1].ParameterType == typeof(string)) return Attachment.DocString;
        throw new InvalidOperationException($"{Method} has {parameters.Length} parameters, but '{Expression}' has {count} arguments; expected one for each, and a last DataTable or string for what stands below");
    }
}

/// <summary>The sentences about one subject.</summary>
public sealed record SentenceFamily(string Name, IReadOnlyList<Sentence> Sentences)
{
    /// <summary>A sentence on them; "" where there is none.</summary>
    public string About { get; init; } = "";
}
