namespace Conformance.Scenarios;

/// <summary>
/// Follows the variables from line to line. One that is used where nothing above can have bound it is an error when the file is read, not when
/// the scenario has run for a minute.
/// </summary>
internal sealed class VariableFlow(ErrorList errors, IReadOnlyList<Step> steps)
{
    private static readonly string[] BuiltIn = ["user", "message", "maxmodseq", "overmodseq", "wrapmodseq", "longset"];
    private static readonly string[] OfARace = ["h", "k", "round"];

    /// <summary>The names that a scenario cannot bind itself.</summary>
    public static IReadOnlyList<string> Reserved => BuiltIn;

    public void Check(IEnumerable<MailboxFixture> mailboxes) => Walk(steps, [.. BuiltIn, .. mailboxes.SelectMany(m => m.Variables)]);

    private void Walk(IEnumerable<Step> body, HashSet<string> bound)
    {
        foreach (var step in body)
            Walk(step, bound);
    }

    private void Walk(Step step, HashSet<string> bound)
    {
        switch (step)
        {
            case SessionStep session:
                Use(session.Text, bound, session.Line);
                foreach (var expectation in session.Expectations)
                    Expect(expectation, bound);
                break;
            case TogetherStep together:
                foreach (var inner in together.Steps)
                    Use(inner.Text, bound, inner.Line);
                foreach (var expectation in together.Steps.SelectMany(s => s.Expectations))
                    Expect(expectation, bound);
                break;
            case RepeatStep repeat:
                Walk(repeat.Steps, [.. bound, "i"]);
                break;
            case RaceStep race:
                HashSet<string> inside = [.. bound, .. OfARace];
                foreach (var template in race.Before.Concat(race.Each).Concat(race.Then).Concat(race.Besides.Select(b => b.Text)))
                    Use(template, inside, race.Line);
                break;
            case LetStep let:
                Use(let.Value, bound, let.Line);
                bound.Add(let.Name);
                break;
            case CompareStep compare:
                Use(compare.Left, bound, compare.Line);
                foreach (var relation in compare.Relations)
                    Use(relation.Operand, bound, compare.Line);
                break;
        }
    }

    private void Expect(Expectation expectation, HashSet<string> bound)
    {
        var before = bound.ToHashSet();
        foreach (var alternative in expectation.Alternatives)
        {
            var known = before.ToHashSet();
            foreach (var node in alternative.Pattern.Nodes)
                Node(node, expectation, known);
            bound.UnionWith(known);
        }
    }

    private void Node(PatternNode node, Expectation expectation, HashSet<string> known)
    {
        switch (node)
        {
            case WordNode word:
                Use(word.Text, known, expectation.Line);
                break;
            case StringNode text:
                Use(text.Text, known, expectation.Line);
                break;
            case ValueNode value:
                foreach (var relation in value.Relations)
                    Use(relation.Operand, known, expectation.Line);
                if (value.Name is null || known.Contains(value.Name))
                    break;
                if (expectation.Quantity == Quantity.Never)
                    errors.Add(expectation.Line.Number, $"'never' binds nothing and ${value.Name} has no value here; expected '$_' for any{Similar(value.Name, known)}");
                else
                    known.Add(value.Name);
                break;
        }
    }

    private void Use(Template template, HashSet<string> bound, SourceLine at)
    {
        foreach (var name in template.Variables.Where(n => !bound.Contains(n)).Distinct())
        {
            var later = FirstBound(name);
            var reason = later > at.Number ? $"it is bound only at line {later}" : later > 0 ? "what binds it is inside a block that has ended" : "nothing above binds it";
            var dollar = later == 0 && char.IsAsciiLetterUpper(name[0]) ? $"; a keyword with a dollar sign is written '$${name}'" : "";
            errors.Add(at.Number, $"${name} has no value here: {reason}{Similar(name, bound)}{dollar}");
        }
    }

    private static string Similar(string name, IEnumerable<string> bound) => Suggestion.Hint(name, bound, "$");

    private int FirstBound(string name) => Lines(steps).Where(b => b.Name == name).Select(b => b.Line).DefaultIfEmpty(0).Min();

    private static IEnumerable<(string Name, int Line)> Lines(IEnumerable<Step> body) => body.SelectMany(step => step switch
    {
        SessionStep session => Lines(session),
        TogetherStep together => together.Steps.SelectMany(Lines),
        RepeatStep repeat => Lines(repeat.Steps),
        LetStep let => [(let.Name, let.Line.Number)],
        _ => Enumerable.Empty<(string, int)>(),
    });

    private static IEnumerable<(string Name, int Line)> Lines(SessionStep session) =>
        from expectation in session.Expectations
        where expectation.Quantity != Quantity.Never
        from alternative in expectation.Alternatives
        from value in alternative.Pattern.Nodes.OfType<ValueNode>()
        where value.Name is not null
        select (value.Name, expectation.Line.Number);
}
