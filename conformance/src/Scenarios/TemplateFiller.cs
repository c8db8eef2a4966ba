using System.Globalization;
using System.Numerics;
using System.Text;

namespace Conformance.Scenarios;

/// <summary>A piece of a command on its way out.</summary>
public abstract record OutgoingPart(ReadOnlyMemory<byte> Bytes);

/// <summary>Bytes as they are.</summary>
public sealed record BytesOut(ReadOnlyMemory<byte> Bytes) : OutgoingPart(Bytes);

/// <summary>A literal's content; its <c>{n}</c> and CRLF are the sender's to write, and the waiting for <c>+</c> if it is synchronising.</summary>
public sealed record LiteralOut(ReadOnlyMemory<byte> Bytes, bool NonSynchronising) : OutgoingPart(Bytes);

/// <summary>A variable has no value: whatever would have bound it was not met.</summary>
public sealed class UnboundVariableException(string name) : Exception($"${name} has no value: no response matched the line that binds it")
{
    public string Name { get; } = name;
}

/// <summary>Fills in templates.</summary>
public static class TemplateFiller
{
    /// <summary>The parts in order, neighbouring bytes joined. Text goes out as UTF-8.</summary>
    /// <exception cref="UnboundVariableException">A variable has no value.</exception>
    public static IReadOnlyList<OutgoingPart> Fill(Template template, Bindings bindings)
    {
        var parts = new List<OutgoingPart>();
        var bytes = new List<byte>();
        foreach (var part in template.Parts)
        {
            if (part is LiteralPart literal)
            {
                Flush();
                parts.Add(new LiteralOut(Fill(literal.Content, bindings).SelectMany(p => p.Bytes.ToArray()).ToArray(), literal.NonSynchronising));
            }
            else
            {
                bytes.AddRange(Bytes(part, bindings.TryGet));
            }
        }

        Flush();
        return parts;

        void Flush()
        {
            if (bytes.Count > 0)
                parts.Add(new BytesOut(bytes.ToArray()));
            bytes.Clear();
        }
    }

    /// <summary>The template as one text, for values and comparisons.</summary>
    /// <exception cref="UnboundVariableException">A variable has no value.</exception>
    public static string Text(Template template, Bindings bindings) => Text(template, bindings.TryGet);

    internal delegate bool Lookup(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value);

    internal static string Text(Template template, Lookup lookup) =>
        Encoding.UTF8.GetString([.. template.Parts.SelectMany(part => part is LiteralPart literal
            ? Encoding.UTF8.GetBytes(Text(literal.Content, lookup))
            : Bytes(part, lookup))]);

    private static byte[] Bytes(TemplatePart part, Lookup lookup) => part switch
    {
        TextPart text => Encoding.UTF8.GetBytes(text.Text),
        BytesPart raw => raw.Bytes.ToArray(),
        VariablePart variable => Encoding.UTF8.GetBytes(Value(variable, lookup)),
        _ => throw new InvalidOperationException($"{part} stands alone"),
    };

    private static string Value(VariablePart variable, Lookup lookup)
    {
        if (!lookup(variable.Name, out var value))
            throw new UnboundVariableException(variable.Name);
        if (variable.Neighbour == 0)
            return value;
        return BigInteger.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? BigInteger.Max(0, number + variable.Neighbour).ToString(CultureInfo.InvariantCulture)
            : throw new UnboundVariableException(variable.Name);
    }
}
