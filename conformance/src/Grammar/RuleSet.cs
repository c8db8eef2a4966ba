namespace Conformance.Grammar;

/// <summary>
/// The rules of all grammar files, joined: <c>=</c> replaces what earlier files said of the name, <c>=/</c> adds alternatives to
/// it (see scenarios/grammar/README.md). Immutable once built; may be used by several threads.
/// </summary>
internal sealed class RuleSet
{
    private readonly Dictionary<string, Rule> _rules;

    private RuleSet(Dictionary<string, Rule> rules) => _rules = rules;

    /// <summary>The names that the RFCs' rules give a meaning to.</summary>
    public ReservedNames Reserved { get; private set; } = null!;

    public int Count => _rules.Count;

    public Rule this[string name] =>
        _rules.TryGetValue(name, out var rule) ? rule : throw new ArgumentException($"The grammar has no rule {name}.", nameof(name));

    public Rule? Find(string name) => _rules.GetValueOrDefault(name);

    /// <param name="files">Name and text of each file, in load order.</param>
    public static RuleSet Build(IEnumerable<(string Name, string Text)> files)
    {
        var rules = new Dictionary<string, Rule>(StringComparer.OrdinalIgnoreCase);
        var alternatives = new Dictionary<Rule, List<Pattern>>();
        foreach (var (name, text) in files)
        {
            foreach (var definition in AbnfReader.Read(name, text))
                Take(definition, rules, alternatives);
        }
        foreach (var (rule, all) in alternatives)
            rule.Body = all.Count == 1 ? all[0] : new ChoicePattern(all);
        var grammar = new RuleSet(rules);
        ValueRanges.AttachTo(grammar);
        grammar.Reserved = new ReservedNames(grammar);
        Tolerances.AttachTo(grammar);
        new RuleLinker(rules).Link();
        return grammar;
    }

    private static void Take(AbnfDefinition definition, Dictionary<string, Rule> rules, Dictionary<Rule, List<Pattern>> alternatives)
    {
        if (!rules.TryGetValue(definition.Name, out var rule))
        {
            if (definition.Extends)
                throw Error(definition, $"{definition.Name} is extended here, but no file before this one defines it");
            rule = new Rule(definition.Name, rules.Count, definition.File, definition.Line);
            rules.Add(definition.Name, rule);
            alternatives.Add(rule, [definition.Elements]);
            return;
        }
        if (definition.Extends)
        {
            definition.Elements.AddedBy = definition.File;
            alternatives[rule].Add(definition.Elements);
            return;
        }
        if (rule.File == definition.File)
            throw Error(definition, $"{rule.Name} is already defined on line {rule.Line}; an addition is written =/");
        (rule.File, rule.Line) = (definition.File, definition.Line);
        alternatives[rule] = [definition.Elements];
    }

    private static GrammarException Error(AbnfDefinition definition, string what) => new(definition.File, definition.Line, what);
}
