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

/// <summary>The table below the sentence holds rows of data: its headers and cells are the same in every language.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RowsOfDataAttribute : Attribute;
