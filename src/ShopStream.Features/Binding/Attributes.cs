// This namespace holds what Reqnroll's own namespace holds, under the same names. The project imports it for all files: one that imports
// Reqnroll instead hosts the same step classes there.
namespace ShopStream.Features.Binding;

/// <summary>Marks a class whose methods are sentences or transform their arguments.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindingAttribute : Attribute;

/// <summary>A sentence in Cucumber's expressions: <c>{dataset} has exactly {int} row(s)</c>.</summary>
public abstract class StepDefinitionBaseAttribute(string expression) : Attribute
{
    /// <summary>The sentence without its keyword.</summary>
    public string Expression { get; } = expression;
}

/// <summary>A sentence behind Given.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class GivenAttribute(string expression) : StepDefinitionBaseAttribute(expression);

/// <summary>A sentence behind When.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class WhenAttribute(string expression) : StepDefinitionBaseAttribute(expression);

/// <summary>A sentence behind Then.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ThenAttribute(string expression) : StepDefinitionBaseAttribute(expression);

/// <summary>A sentence behind any keyword.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class StepDefinitionAttribute(string expression) : StepDefinitionBaseAttribute(expression);

/// <summary>
/// Makes a method the reader of an argument, such as <c>{dataset}</c>: each group of the pattern is one parameter of the method.
/// Without a pattern any text is read, by a method of one parameter.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StepArgumentTransformationAttribute(string? regex = null) : Attribute
{
    /// <summary>What the argument looks like; null is anything.</summary>
    public string? Regex { get; } = regex;

    /// <summary>Its name in expressions; default is the name of the type that the method returns.</summary>
    public string? Name { get; set; }
}
