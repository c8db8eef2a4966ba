namespace Conformance.Grammar;

/// <summary>What a run of the matcher allows besides the RFCs' rules, and from whose side the text comes.</summary>
[Flags]
internal enum Leave
{
    None = 0,
    TextMissing = 1,
    UnknownExtension = 2,
    Answer = 4,

    /// <summary>The client has enabled UTF-8.</summary>
    Utf8 = 8,
}

/// <summary>True if the text may stand for the rule; for what ABNF can only say in a comment.</summary>
internal delegate bool RuleCondition(ReadOnlySpan<byte> text);

/// <summary>One named rule with all its alternatives joined.</summary>
internal sealed class Rule(string name, int number, string file, int line)
{
    public string Name { get; } = name;

    public int Number { get; } = number;

    /// <summary>The file that says what it is.</summary>
    public string File { get; set; } = file;

    /// <summary>The file that named it first; a later one may have replaced what it said.</summary>
    public string Origin { get; } = file;

    public int Line { get; set; } = line;

    public Pattern Body { get; set; } = null!;

    /// <summary>Octets that can stand behind the rule anywhere in the grammar; the end of the text always can.</summary>
    public ByteSet Follow { get; } = new();

    /// <summary>Results are remembered per position: rules that use other rules.</summary>
    public bool Remembered { get; set; }

    /// <summary>The rule only exists if this leave is given.</summary>
    public Leave Needs { get; set; }

    /// <summary>The rule does not exist under this leave.</summary>
    public Leave Barred { get; set; }

    /// <summary>Asked before the rule is tried, with all that is left of the text.</summary>
    public RuleCondition? Guard { get; set; }

    /// <summary>Asked of each text that the rule derives.</summary>
    public RuleCondition? Condition { get; set; }

    /// <summary>Nothing but the ABNF decides: a use of the rule may be replaced by its body.</summary>
    public bool Plain => Needs == Leave.None && Barred == Leave.None && Guard == null && Condition == null;

    /// <summary>How to tell a reader what the condition demands; empty if another alternative says it better.</summary>
    public string ConditionText { get; set; } = "";
}
