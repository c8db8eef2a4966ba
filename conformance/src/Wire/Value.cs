namespace Conformance.Wire;

/// <summary>A value inside a response: atom, string, NIL or list.</summary>
public abstract record Value;

/// <summary>An atom, number, flag, set or anything else without quotes; as written. <c>BODY[HEADER.FIELDS (TO)]&lt;0&gt;</c> is one atom.</summary>
public sealed record AtomValue(string Text) : Value
{
    public override string ToString() => Text;
}

/// <summary>A quoted string or literal, by its bytes.</summary>
public sealed record StringValue(ReadOnlyMemory<byte> Bytes, bool IsLiteral) : Value
{
    /// <summary>The bytes as Latin-1, so that each byte is one character.</summary>
    public string Text => System.Text.Encoding.Latin1.GetString(Bytes.Span);
}

/// <summary>NIL.</summary>
public sealed record NilValue : Value
{
    public static NilValue Instance { get; } = new();
}

/// <summary>A parenthesised list.</summary>
public sealed record ListValue(IReadOnlyList<Value> Items) : Value;
