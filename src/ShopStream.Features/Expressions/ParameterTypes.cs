using CucumberExpressions;

namespace ShopStream.Features.Expressions;

/// <summary>The parameter types, as Cucumber's parser looks them up.</summary>
internal sealed class ParameterTypes(IReadOnlyDictionary<string, ParameterType> types) : IParameterTypeRegistry
{
    /// <summary>The type; null if the name is unknown, which the parser reports.</summary>
    public IParameterType? LookupByTypeName(string name) => types.GetValueOrDefault(name);

    public IEnumerable<IParameterType> GetParameterTypes() => types.Values;
}
