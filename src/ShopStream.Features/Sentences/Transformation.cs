using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;

namespace ShopStream.Features.Sentences;

/// <summary>A [StepArgumentTransformation] method, which converts an argument.</summary>
internal sealed class Transformation
{
    private readonly MethodInfo method;
    private readonly Regex regex;
    private readonly bool whole;

    /// <exception cref="InvalidOperationException">The method or its pattern cannot be used.</exception>
    public Transformation(MethodInfo method, StepArgumentTransformationAttribute attribute)
    {
        this.method = method;
        var name = attribute.Name ?? method.ReturnType.Name;
        // Reqnroll removes anchors too: inside a sentence they would never match.
        var pattern = Unanchored(attribute.Regex ?? "(.*)");
        try
        {
            regex = new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            // Inside a sentence the groups are not captured, so a backreference to them is an error.
            _ = new Regex(pattern, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"{Describe(method)}: '{attribute.Regex}' is not a valid pattern for an argument: {e.Message}", e);
        }
        whole = attribute.Regex is null;
        if (!ParameterType.IsName(name))
            throw new InvalidOperationException($"{Describe(method)}: '{name}' is not a valid argument name: expected letters, digits, _ and - only");
        if (ArgumentReader.IsBuiltIn(method.ReturnType) || method.ReturnType == typeof(void) || typeof(Task).IsAssignableFrom(method.ReturnType))
            throw new InvalidOperationException(
                $"{Describe(method)} returns {method.ReturnType.Name}; "
                    + "expected a type of its own, because Reqnroll chooses transformations by their return type"
            );
        if (pattern.Contains("(?", StringComparison.Ordinal) || pattern.Contains(@"\(", StringComparison.Ordinal))
            throw new InvalidOperationException(
                $"{Describe(method)}: '{attribute.Regex}' has (?…) or \\(, for which Reqnroll would accept any text; "
                    + "expected groups (…), one for each parameter, used or not"
            );
        var groups = regex.GetGroupNumbers().Length - 1;
        var parameters = method.GetParameters();
        if (groups != parameters.Length)
            throw new InvalidOperationException(
                $"{Describe(method)}: '{attribute.Regex}' has {groups} groups for {parameters.Length} parameters; expected one group (…) for each"
            );
        if (Array.Find(parameters, p => !ArgumentReader.IsBuiltIn(p.ParameterType)) is { } wrong)
            throw new InvalidOperationException(
                $"{Describe(method)}: {wrong.Name} is a {wrong.ParameterType.Name}; expected string, int, long, decimal or double"
            );
        Type = new ParameterType(name, pattern);
    }

    public ParameterType Type { get; }

    public Type Returns => method.ReturnType;

    public Type DeclaringType => method.DeclaringType!;

    public string Method => Describe(method);

    /// <summary>Converts the text.</summary>
    /// <exception cref="FormatException">The text does not match the pattern.</exception>
    public object? Read(string text, StepClasses classes)
    {
        var match = regex.Match(text);
        if (!match.Success && !whole)
            throw new FormatException($"'{text}' is not a valid {Type.Name}");
        var parameters = method.GetParameters();
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = ArgumentReader.ReadBuiltIn(match.Groups[i + 1].Value, parameters[i].ParameterType);
        return method.Invoke(
            method.IsStatic ? null : classes.Get(DeclaringType),
            BindingFlags.DoNotWrapExceptions,
            null,
            arguments,
            CultureInfo.InvariantCulture
        );
    }

    internal static string Describe(MethodInfo method) => $"{method.DeclaringType?.Name}.{method.Name}";

    private static string Unanchored(string pattern)
    {
        var start = pattern.StartsWith('^') ? 1 : 0;
        var end = pattern.EndsWith('$') && !pattern.EndsWith(@"\$", StringComparison.Ordinal) ? 1 : 0;
        return pattern[start..^end];
    }
}
