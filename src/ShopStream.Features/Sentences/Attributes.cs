namespace ShopStream.Features.Sentences;

/// <summary>
/// An example of a sentence that binds to the method, without its keyword. <c>shopstream steps</c> prints it, and errors suggest it.
/// A table or doc string follows on the lines below.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ExampleAttribute(string text) : Attribute
{
    /// <summary>The sentence as written in a feature.</summary>
    public string Text { get; } = text;
}

/// <summary>The family of the sentences of a class; by default the class's name without "Steps".</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FamilyAttribute(string name) : Attribute
{
    /// <summary>One or two words.</summary>
    public string Name { get; } = name;

    /// <summary>Families are listed by this number, then by name; default 0.</summary>
    public int Order { get; set; }
}

/// <summary>What to write instead of a modifier, such as ", where …", behind a sentence that takes none. An error says it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InsteadOfModifiersAttribute(string advice) : Attribute
{
    /// <summary>Limits both sides of a comparison.</summary>
    internal const string LimitEachSide = "limit the rows of each side with 'Given only rows of raw orders where …'";

    /// <summary>Begins with a verb, without a full stop.</summary>
    public string Advice { get; } = advice;
}

/// <summary>The table below the sentence holds rows of data: its headers and cells are the same in every language.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RowsOfDataAttribute : Attribute;
