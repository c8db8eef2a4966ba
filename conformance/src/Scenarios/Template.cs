namespace Conformance.Scenarios;

/// <summary>Text that goes out, with its variables, raw bytes and literals still to be filled in.</summary>
public sealed record Template(string Source, IReadOnlyList<TemplatePart> Parts)
{
    /// <summary>The names of its variables, those inside literals included.</summary>
    public IEnumerable<string> Variables => Parts.SelectMany(part => part switch
    {
        VariablePart variable => [variable.Name],
        LiteralPart literal => literal.Content.Variables,
        _ => Enumerable.Empty<string>(),
    });
}

public abstract record TemplatePart;

/// <summary>Text as it stands.</summary>
public sealed record TextPart(string Text) : TemplatePart;

/// <summary><c>$name</c>, <c>$name+1</c>, <c>$name-1</c>; the name without <c>$</c>.</summary>
public sealed record VariablePart(string Name, int Neighbour) : TemplatePart;

/// <summary><c>%x0D.0A</c>.</summary>
public sealed record BytesPart(ReadOnlyMemory<byte> Bytes) : TemplatePart;

/// <summary><c>&lt;&lt;text&gt;&gt;</c> or, non-synchronising, <c>&lt;&lt;+text&gt;&gt;</c>.</summary>
public sealed record LiteralPart(Template Content, bool NonSynchronising) : TemplatePart;
