using System.Globalization;
using ShopStream.Features.Expressions;

namespace ShopStream.Features.Sentences;

/// <summary>Converts one argument of a step method; chosen once, when the registry is built.</summary>
internal sealed class ArgumentReader
{
    private readonly Type type;
    private readonly Transformation? transformation;

    private ArgumentReader(Type type, Transformation? transformation) => (this.type, this.transformation) = (type, transformation);

    /// <summary>Chooses as Reqnroll does: text stays text; otherwise the transformation to the wanted type; otherwise a number. Null if nothing fits.</summary>
    public static ArgumentReader? For(ParameterType argument, Type wanted, IReadOnlyCollection<Transformation> transformations)
    {
        if (wanted == typeof(string))
            return new ArgumentReader(wanted, null);
        if (transformations.FirstOrDefault(t => ReferenceEquals(t.Type, argument)) is { } own)
            return wanted.IsAssignableFrom(own.Returns) ? new ArgumentReader(wanted, own) : null;
        if (transformations.FirstOrDefault(t => t.Returns == wanted) is { } other)
            return new ArgumentReader(wanted, other);
        return IsBuiltIn(wanted) ? new ArgumentReader(wanted, null) : null;
    }

    public static bool IsBuiltIn(Type type) =>
        type == typeof(string) || type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double);

    /// <summary>Converts the text.</summary>
    /// <exception cref="FormatException">The text cannot be converted.</exception>
    public object? Read(string text, StepClasses classes) => transformation is null ? ReadBuiltIn(text, type) : transformation.Read(text, classes);

    /// <summary>Converts the text to a string or a number.</summary>
    /// <exception cref="FormatException">The text is not a number, or is out of range.</exception>
    public static object ReadBuiltIn(string text, Type type)
    {
        var invariant = CultureInfo.InvariantCulture;
        const NumberStyles Whole = NumberStyles.AllowLeadingSign;
        const NumberStyles Fraction = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (type == typeof(string))
            return text;
        if (type == typeof(int) && int.TryParse(text, Whole, invariant, out var i))
            return i;
        if (type == typeof(long) && long.TryParse(text, Whole, invariant, out var l))
            return l;
        if (type == typeof(decimal) && decimal.TryParse(text, Fraction, invariant, out var m))
            return m;
        if (type == typeof(double) && double.TryParse(text, Fraction, invariant, out var d) && double.IsFinite(d))
            return d;
        throw new FormatException($"'{text}' is {(IsNumeric(text) ? "out of range" : "not a number")}; expected {Range(type)}");
    }

    private static bool IsNumeric(string text) => text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.');

    private static string Range(Type type)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (type == typeof(int))
            return string.Create(invariant, $"a whole number from {int.MinValue} to {int.MaxValue}");
        if (type == typeof(long))
            return string.Create(invariant, $"a whole number from {long.MinValue} to {long.MaxValue}");
        return type == typeof(decimal) ? "a number of at most 28 digits" : "a number";
    }
}
