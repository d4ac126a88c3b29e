using CucumberExpressions;

namespace ShopStream.Features.Expressions;

/// <summary>The types of arguments as Cucumber's parser looks them up.</summary>
internal sealed class ParameterTypes(IReadOnlyDictionary<string, ParameterType> types) : IParameterTypeRegistry
{
    /// <summary>Null where there is none of the name, which the parser reports.</summary>
    public IParameterType? LookupByTypeName(string name) => types.GetValueOrDefault(name);

    public IEnumerable<IParameterType> GetParameterTypes() => types.Values;
}
