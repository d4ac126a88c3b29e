using System.Globalization;
using System.Reflection;
using ShopStream.Features.Expressions;
using ShopStream.Features.Languages;
using ShopStream.Features.Scenarios;

namespace ShopStream.Features.Sentences;

/// <summary>What follows a step on the lines below it.</summary>
public enum Attachment
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A doc string.</summary>
    DocString,
}

/// <summary>A sentence for steps: one expression of one step method.</summary>
public sealed class Sentence
{
    private readonly MethodInfo method;
    private readonly StepExpression expression;
    private readonly IReadOnlyList<ArgumentReader> readers;
    private readonly PlaceholderMap? placeholders;
    private readonly TableWords? tables;

    /// <exception cref="InvalidOperationException">The expression is invalid or does not fit the method.</exception>
    internal Sentence(
        MethodInfo method,
        StepDefinitionBaseAttribute attribute,
        IReadOnlyDictionary<string, ParameterType> types,
        IReadOnlyCollection<Transformation> transformations
    )
    {
        this.method = method;
        Type = attribute switch
        {
            GivenAttribute => StepType.Context,
            WhenAttribute => StepType.Action,
            ThenAttribute => StepType.Outcome,
            _ => null,
        };
        Keyword = KeywordOf(Type);
        try
        {
            expression = StepExpression.Parse(
                attribute.Expression ?? throw new FormatException("the sentence is missing; expected a Cucumber expression"),
                types
            );
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidOperationException($"{Method}: {e.Message}", e);
        }
        if (method.ReturnType != typeof(void))
            throw new InvalidOperationException($"{Method} returns {method.ReturnType.Name}; expected void: a step states what to check, and awaits nothing");
        Attachment = AttachmentOf(method, expression.Parameters.Count);
        readers = [.. expression.Parameters.Zip(method.GetParameters(), Reader)];
        var examples = method.GetCustomAttributes<ExampleAttribute>().Select(e => e.Text.ReplaceLineEndings("\n").Trim()).ToList();
        Examples = [.. examples.Where(e => Arguments(FirstLine(e)) is not null)];

        ArgumentReader Reader(ParameterType argument, ParameterInfo parameter) =>
            ArgumentReader.For(argument, parameter.ParameterType, transformations)
            ?? throw new InvalidOperationException(
                $"{Method}: nothing converts {{{argument.Name}}} in '{Expression}' to a {parameter.ParameterType.Name}; "
                    + "expected a [StepArgumentTransformation] that returns it"
            );
    }

    private Sentence(
        Sentence english,
        StepExpression expression,
        string keyword,
        IReadOnlyList<string> examples,
        PlaceholderMap placeholders,
        TableWords tables
    )
    {
        (method, Type, Attachment, readers) = (english.method, english.Type, english.Attachment, english.readers);
        (this.expression, Keyword, Examples, this.placeholders, this.tables) = (expression, keyword, examples, placeholders, tables);
        English = english;
    }

    /// <summary>The kind of step that it matches; null for any.</summary>
    public StepType? Type { get; }

    /// <summary>Given, When, Then, or * for any, in the sentence's language.</summary>
    public string Keyword { get; }

    /// <summary>The English sentence of the same method; null if this is the English one.</summary>
    public Sentence? English { get; }

    /// <summary>The text as a Cucumber expression.</summary>
    public string Expression => expression.Text;

    /// <summary>Examples as written in a feature, without keyword; further lines are the table or doc string.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>The table or doc string that it needs.</summary>
    public Attachment Attachment { get; }

    /// <summary>Class and method, for messages to developers.</summary>
    public string Method => Transformation.Describe(method);

    /// <inheritdoc />
    public override string ToString() => $"{Keyword} {Expression}";

    /// <summary>What to do about a modifier behind it; null if it takes modifiers.</summary>
    internal string? WithoutModifiers =>
        Parameters.Contains("modifiers", StringComparer.Ordinal) ? null
        : method.GetCustomAttribute<InsteadOfModifiersAttribute>() is { } instead ? instead.Advice
        : "remove it";

    internal static string KeywordOf(StepType? type) =>
        type switch
        {
            StepType.Context => "Given",
            StepType.Action => "When",
            StepType.Outcome => "Then",
            _ => "*",
        };

    internal static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();

    /// <summary>The names of the arguments, in order.</summary>
    internal IReadOnlyList<string> Parameters => [.. expression.Parameters.Select(p => p.Name)];

    /// <summary>The regular expression of the whole text, without anchors.</summary>
    internal string Pattern => expression.Inner;

    /// <summary>The same sentence in another language.</summary>
    internal Sentence Translate(StepExpression text, string keyword, IReadOnlyList<string> examples, PlaceholderMap placeholders, TableWords tables) =>
        new(this, text, keyword, examples, placeholders, tables);

    internal bool AppliesTo(StepType type) => Type is null || Type == type;

    internal bool Is(MethodInfo method) => this.method == method;

    internal IReadOnlyList<string>? Arguments(string text) => expression.Match(text);

    /// <inheritdoc cref="StepExpression.Resembles"/>
    internal bool Resembles(string simplified) => expression.Resembles(simplified);

    /// <summary>Translates the arguments to English, in the English order.</summary>
    /// <exception cref="FormatException">An argument cannot be read.</exception>
    internal IReadOnlyList<string> ToEnglish(IReadOnlyList<string> texts) => placeholders?.ToEnglish(texts) ?? texts;

    /// <summary>Translates a step of this sentence to English: keyword, text and table.</summary>
    /// <exception cref="FormatException">An argument or a word of the table cannot be read.</exception>
    internal Step ToEnglish(Step step, IReadOnlyList<string> texts) =>
        English is null
            ? step
            : step with
            {
                Keyword = English.Keyword,
                Text = PlaceholderMap.Fill(English.Expression, ToEnglish(texts)),
                Table = TableInEnglish(step),
            };

    /// <summary>Runs the method for a step.</summary>
    internal void Run(IReadOnlyList<string> texts, Step step, StepClasses classes)
    {
        texts = ToEnglish(texts);
        step = step with { Table = TableInEnglish(step) };
        var arguments = new List<object?>(texts.Count + 1);
        for (var i = 0; i < texts.Count; i++)
            arguments.Add(readers[i].Read(texts[i], classes));
        ValidateAttachment(step);
        if (Attachment == Attachment.Table)
            arguments.Add(DataTables.From(step.Table!));
        if (Attachment == Attachment.DocString)
            arguments.Add(step.DocString);
        var target = method.IsStatic ? null : classes.Get(method.DeclaringType!);
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, [.. arguments], CultureInfo.InvariantCulture);
    }

    private IReadOnlyList<IReadOnlyList<string>>? TableInEnglish(Step step) =>
        step.Table is { } table && tables is not null && method.GetCustomAttribute<RowsOfDataAttribute>() is null ? tables.ToEnglish(table) : step.Table;

    private void ValidateAttachment(Step step)
    {
        var found =
            step.Table is not null ? Attachment.Table
            : step.DocString is not null ? Attachment.DocString
            : Attachment.None;
        if (found == Attachment)
            return;
        throw new FormatException(
            Attachment == Attachment.None
                ? $"'{step.Text}' takes no {NameOf(found)}: remove it"
                : $"'{step.Text}' needs a {NameOf(Attachment)} below it{(found == Attachment.None ? "" : $", not a {NameOf(found)}")}; "
                    + "shopstream steps shows an example"
        );
    }

    private static string NameOf(Attachment attachment) => attachment == Attachment.Table ? "table" : "doc string";

    private Attachment AttachmentOf(MethodInfo method, int count)
    {
        var parameters = method.GetParameters();
        if (parameters.Length == count)
            return Attachment.None;
        if (parameters.Length == count + 1 && parameters[^1].ParameterType == typeof(DataTable))
            return Attachment.Table;
        if (parameters.Length == count + 1 && parameters[^1].ParameterType == typeof(string))
            return Attachment.DocString;
        throw new InvalidOperationException(
            $"{Method} has {parameters.Length} parameters, but '{Expression}' has {count} arguments; "
                + "expected one for each, and a last DataTable or string for a table or doc string"
        );
    }
}

/// <summary>The sentences of one family.</summary>
public sealed record SentenceFamily(string Name, IReadOnlyList<Sentence> Sentences)
{
    /// <summary>A short description; "" if there is none.</summary>
    public string About { get; init; } = "";
}
