using Mono.Cecil;

namespace ShopStream.Tests.Architecture;

/// <summary>
/// Which namespaces of an assembly use which others: in signatures, fields, attributes and bodies of methods. Constants are compiled in and not seen.
/// </summary>
internal sealed class FolderUses
{
    private readonly Dictionary<string, SortedDictionary<string, string>> uses = new(StringComparer.Ordinal);
    private readonly Func<string, bool> isExamined;

    /// <param name="module">The assembly's main module.</param>
    /// <param name="isExamined">Whether a namespace is examined; null for all.</param>
    public FolderUses(ModuleDefinition module, Func<string, bool>? isExamined = null)
    {
        this.isExamined = isExamined ?? (static @namespace => @namespace.Length > 0);
        foreach (var type in module.GetTypes())
            AddType(Outermost(type), type);
    }

    /// <summary>Each use that is part of a cycle, with an example: "A -> B: X uses Y", in ordinal order.</summary>
    public IReadOnlyList<string> Cycles() =>
        [
            .. from use in uses.OrderBy(u => u.Key, StringComparer.Ordinal)
            from target in use.Value
            where Reaches(target.Key, use.Key)
            select $"{use.Key} -> {target.Key}: {target.Value}",
        ];

    private bool Reaches(string from, string to)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([from]));
        while (open.TryPop(out var at))
        {
            if (string.Equals(at, to, StringComparison.Ordinal))
                return true;
            if (!seen.Add(at))
                continue;
            foreach (var next in uses.GetValueOrDefault(at)?.Keys ?? Enumerable.Empty<string>())
                open.Push(next);
        }
        return false;
    }

    private void AddType(TypeReference from, TypeDefinition type)
    {
        Add(from, type.BaseType);
        foreach (var part in type.Interfaces)
            Add(from, part.InterfaceType);
        foreach (var attribute in type.CustomAttributes)
            Add(from, attribute.AttributeType);
        foreach (var field in type.Fields)
            Add(from, field.FieldType);
        foreach (var method in type.Methods)
        {
            AddMethod(from, method);
            foreach (var attribute in method.CustomAttributes)
                Add(from, attribute.AttributeType);
            if (method.HasBody)
                AddBody(from, method);
        }
    }

    private void AddBody(TypeReference from, MethodDefinition method)
    {
        foreach (var variable in method.Body.Variables)
            Add(from, variable.VariableType);
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference used:
                    Add(from, used);
                    break;
                case MethodReference called:
                    AddMethod(from, called);
                    break;
                case FieldReference field:
                    Add(from, field.DeclaringType);
                    Add(from, field.FieldType);
                    break;
            }
        }
    }

    private void AddMethod(TypeReference from, MethodReference method)
    {
        Add(from, method.DeclaringType);
        Add(from, method.ReturnType);
        foreach (var parameter in method.Parameters)
            Add(from, parameter.ParameterType);
        if (method is GenericInstanceMethod generic)
            foreach (var argument in generic.GenericArguments)
                Add(from, argument);
    }

    private void Add(TypeReference from, TypeReference? used)
    {
        if (used is GenericInstanceType generic)
            foreach (var argument in generic.GenericArguments)
                Add(from, argument);
        if (used is TypeSpecification specification)
            Add(from, specification.ElementType);
        if (used is null or TypeSpecification or GenericParameter || Outermost(used) is not { Scope: ModuleDefinition } target)
            return;
        if (string.Equals(target.Namespace, from.Namespace, StringComparison.Ordinal) || !isExamined(target.Namespace) || !isExamined(from.Namespace))
            return;
        if (!uses.TryGetValue(from.Namespace, out var targets))
            uses[from.Namespace] = targets = new(StringComparer.Ordinal);
        targets.TryAdd(target.Namespace, $"{from.Name} uses {target.Name}");
    }

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
