using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;
using ShopStream.Features.Scenarios;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Sentences;

/// <summary>Binds each step to its sentence, whose method adds checks. Connects to nothing.</summary>
public static class Binder
{
    /// <summary>Binds every step of every scenario, in feature order.</summary>
    /// <param name="features">The selected scenarios.</param>
    /// <param name="registry">The sentences.</param>
    /// <param name="context">Creates the context of a scenario.</param>
    /// <exception cref="UsageException">
    /// A step is unbound or ambiguous, an argument is rejected, or a Then adds no check. The message lists every error on a line of its own,
    /// as file:line: message.
    /// </exception>
    /// <exception cref="InvalidOperationException">A programming error: a step's method threw an unexpected exception.</exception>
    public static IReadOnlyList<BoundScenario<TContext>> Bind<TContext>(FeatureSet features, StepRegistry registry, Func<Scenario, TContext> context)
        where TContext : class, ICheckContext
    {
        var problems = new List<Problem>();
        var bound = Bind(features, registry, context, problems);
        Problem.ThrowIfAny(problems, "step");
        return bound;
    }

    /// <summary>Like the public overload, but adds errors to <paramref name="problems"/> and returns every scenario.</summary>
    internal static IReadOnlyList<BoundScenario<TContext>> Bind<TContext>(
        FeatureSet features,
        StepRegistry registry,
        Func<Scenario, TContext> context,
        List<Problem> problems
    )
        where TContext : class, ICheckContext
    {
        var bound = new List<BoundScenario<TContext>>(features.Scenarios.Count);
        foreach (var scenario in features.Scenarios)
        {
            var own = context(scenario);
            var sentences = registry.In(scenario.Feature.Language);
            var classes = new StepClasses(own);
            foreach (var step in scenario.Steps)
            {
                // Later steps are tried as well, so that one run reports all errors.
                if (Error(step, sentences, own, classes) is var (kind, message))
                    problems.Add(new Problem(step.File, step.Line, message) { Kind = kind });
            }
            bound.Add(new BoundScenario<TContext>(scenario, own));
        }
        return bound;
    }

    private static (ProblemKind Kind, string Message)? Error(Step step, StepRegistry registry, ICheckContext context, StepClasses classes)
    {
        try
        {
            return registry.Match(step) switch
            {
                StepMatch.Bound bound => Run(bound, step, context, classes) is { } message ? (ProblemKind.Refused, message) : null,
                StepMatch.Ambiguous many => (
                    ProblemKind.Ambiguous,
                    $"'{step.Text}' can be read in {many.Sentences.Count} ways: "
                        + $"{string.Join(", ", many.Sentences.Select(s => $"'{s}' ({s.Method})"))}; reword it so that only one matches"
                ),
                StepMatch.Unbound { Elsewhere: [var other, ..] } => (
                    ProblemKind.Unbound,
                    $"'{step.Text}' is a {other.Keyword} sentence, but follows {KeywordHint(step)}; write it with {other.Keyword}"
                ),
                StepMatch.Unbound when Typography.Straight(step.Text) is { } straight && registry.Match(step with { Text = straight }) is StepMatch.Bound => (
                    ProblemKind.Unbound,
                    $"no sentence matches '{step.Text}': found typographic quotes, expected straight double quotes around a name; write it as '{straight}'"
                ),
                StepMatch.Unbound none => (
                    ProblemKind.Unbound,
                    registry.FindInOtherLanguage(step.Type, step.Text) is var (language, here)
                        ? $"'{step.Text}' is {language}, but the feature is not (# language: at its top): "
                            + $"write it as '{here}', for example '{here.Keyword} {Sentence.FirstLine(here.Examples[0])}'"
                        : Refused(step, registry) ?? $"no sentence matches '{step.Text}'. Nearest: {Listed(none.Nearest)}. List all: {registry.Command}"
                ),
                _ => null,
            };
        }
        catch (RegexMatchTimeoutException)
        {
            return (ProblemKind.Refused, $"'{step.Text}' took more than a second to compare with the sentences; shorten it");
        }
    }

    private static string? Run(StepMatch.Bound bound, Step step, ICheckContext context, StepClasses classes)
    {
        var checksBefore = context.CheckCount;
        try
        {
            context.BeginStep(step);
            bound.Sentence.Run(bound.Arguments, step, classes);
        }
        catch (Exception e) when (e is FormatException or OverflowException or UsageException)
        {
            return e.Message;
        }
        catch (ArgumentException e)
        {
            // Removes the name of the method's parameter, which means nothing to the author of a feature.
            var suffix = $" (Parameter '{e.ParamName}')";
            return e.Message.Replace(suffix, "", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RegexMatchTimeoutException))
        {
            throw new InvalidOperationException($"{step.Place}: {bound.Sentence.Method} failed on '{step.Text}': {e.Message}", e);
        }
        return step.Type == StepType.Outcome && context.CheckCount == checksBefore
            ? $"'{step.Text}' adds no check, so nothing could be judged: give it something to check, or remove it"
            : null;
    }

    // A sentence that takes no modifiers, with one behind it.
    private static string? Refused(Step step, StepRegistry registry)
    {
        var (text, end) = step.Text.EndsWith(':') ? (step.Text[..^1], ":") : (step.Text, "");
        for (var comma = text.IndexOf(", ", StringComparison.Ordinal); comma > 0; comma = text.IndexOf(", ", comma + 1, StringComparison.Ordinal))
        {
            if (registry.Match(step with { Text = text[..comma] + end }) is StepMatch.Bound { Sentence.WithoutModifiers: { } advice })
                return $"'{text[(comma + 2)..]}' has no meaning for the sentence '{text[..comma]}{end}', which takes no modifiers: {advice}";
        }
        return null;
    }

    private static string KeywordHint(Step step)
    {
        var keyword = Sentence.KeywordOf(step.Type);
        return string.Equals(step.Keyword, keyword, StringComparison.Ordinal) ? keyword : $"{step.Keyword} ({keyword})";
    }

    private static string Listed(IReadOnlyList<string> sentences) => sentences.Count == 0 ? "none" : string.Join(" or ", sentences.Select(s => $"'{s}'"));
}
