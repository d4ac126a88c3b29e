using FluentAssertions;
using Mono.Cecil;
using NUnit.Framework;
using ShopStream.Tests.Extending;

namespace ShopStream.Tests.Architecture;

/// <summary>The tests may see the product's internals. The recipes must not use them: what one needs to extend the product is public.</summary>
[TestFixture, Category("Fast")]
public sealed class PublicRecipeTests
{
    [Test]
    public void Recipes_use_only_what_is_public()
    {
        using var module = ModuleDefinition.ReadModule(typeof(RecipeTests).Assembly.Location, new ReaderParameters { AssemblyResolver = Resolver() });
        var types = module.GetTypes().Where(t => string.Equals(Outermost(t).Namespace, typeof(RecipeTests).Namespace, StringComparison.Ordinal)).ToList();

        types.Should().HaveCountGreaterThan(5);
        string.Join("\n", types.SelectMany(Internals).Distinct(StringComparer.Ordinal)).Should().BeEmpty("a team without the source code follows the recipes");
    }

    private static DefaultAssemblyResolver Resolver()
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(RecipeTests).Assembly.Location));
        return resolver;
    }

    private static IEnumerable<string> Internals(TypeDefinition type) =>
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        let member = instruction.Operand as MemberReference
        where member is MethodReference or FieldReference or TypeReference
        where IsOfProduct(member) && !IsPublic(member)
        select $"{type.Name}.{method.Name} uses {member.FullName}";

    private static bool IsOfProduct(MemberReference member)
    {
        var type = member as TypeReference ?? member.DeclaringType;
        return type?.GetElementType().Scope is AssemblyNameReference { Name: var name }
            && name.StartsWith("ShopStream.", StringComparison.Ordinal)
            && !name.StartsWith("ShopStream.Tests", StringComparison.Ordinal);
    }

    private static bool IsPublic(MemberReference member) =>
        member switch
        {
            TypeReference type => IsPublicType(type.Resolve()),
            MethodReference method => method.Resolve() is { } m && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly) && IsPublicType(m.DeclaringType),
            FieldReference field => field.Resolve() is { } f && (f.IsPublic || f.IsFamily) && IsPublicType(f.DeclaringType),
            _ => true,
        };

    private static bool IsPublicType(TypeDefinition? type) => type is null || type.IsPublic || (type.IsNestedPublic && IsPublicType(type.DeclaringType));

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
