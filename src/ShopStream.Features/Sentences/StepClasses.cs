using System.Reflection;

namespace ShopStream.Features.Sentences;

/// <summary>The step classes of one scenario; each is created once, when it is first needed.</summary>
internal sealed class StepClasses(ICheckContext context)
{
    private readonly Dictionary<Type, object> instances = [];

    /// <summary>The instance of a step class.</summary>
    /// <exception cref="InvalidOperationException">The constructor requires a type that the context does not provide.</exception>
    public object Get(Type type)
    {
        if (instances.TryGetValue(type, out var instance))
            return instance;
        var constructor = Constructor(type);
        var arguments = constructor
            .GetParameters()
            .Select(p =>
                context.Resolve(p.ParameterType)
                ?? throw new InvalidOperationException($"{type.Name} requires a {p.ParameterType.Name}, which the scenario's context does not provide")
            )
            .ToArray();
        return instances[type] = constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    /// <summary>The only constructor of a step class.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one.</exception>
    internal static ConstructorInfo Constructor(Type type) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance) is [var only]
            ? only
            : throw new InvalidOperationException($"{type.Name} needs exactly one constructor; its parameters come from the scenario's context");
}
