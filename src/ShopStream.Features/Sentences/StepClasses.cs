using System.Reflection;

namespace ShopStream.Features.Sentences;

/// <summary>The step classes of one scenario: each made once, when it is first needed.</summary>
internal sealed class StepClasses(ICheckContext context)
{
    private readonly Dictionary<Type, object> made = [];

    /// <exception cref="InvalidOperationException">The class asks for what the context does not give.</exception>
    public object Get(Type type)
    {
        if (this.made.TryGetValue(type, out var made)) return made;
        var constructor = Constructor(type);
        var arguments = constructor.GetParameters()
            .Select(p => context.Resolve(p.ParameterType) ?? throw new InvalidOperationException($"{type.Name} asks for a {p.ParameterType.Name}, which the scenario's context does not give"))
            .ToArray();
        return this.made[type] = constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    /// <exception cref="InvalidOperationException">There is not exactly one.</exception>
    internal static ConstructorInfo Constructor(Type type) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance) is [var only]
            ? only
            : throw new InvalidOperationException($"{type.Name} needs exactly one constructor, for what it is given for each scenario");
}
