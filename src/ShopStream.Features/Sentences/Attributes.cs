// In the room's root namespace, which every step class sees without a using, whoever hosts it.
namespace ShopStream.Features;

/// <summary>
/// A sentence, without its keyword, that binds to the method: shown by <c>shopstream steps</c> and offered where none matches.
/// A table or doc string that the method takes stands in the lines below it.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ExampleAttribute(string text) : Attribute
{
    /// <summary>As it would stand in a feature.</summary>
    public string Text { get; } = text;
}

/// <summary>What the sentences of a class are about; default is the class's name without "Steps".</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FamilyAttribute(string name) : Attribute
{
    /// <summary>In a word or two.</summary>
    public string Name { get; } = name;

    /// <summary>Families of a lower order are listed first; default 0, then by name.</summary>
    public int Order { get; set; }
}
