using System.Text;
using Conformance.Grammar;

namespace Conformance.Fuzzing;

/// <summary>
/// Commands from the grammar: well-formed ones, and ones with a single octet broken so that no rule derives them any more. Both keep their framing,
/// lines and announced literals as they were, so that it is clear where a command ends and an answer is due.
/// </summary>
public sealed class FuzzCommands(SyntaxJudge judge, GrammarPart part, int seed)
{
    private const int MaxTries = 50;

    /// <summary>Whole lines that end the dialogue or change how the connection is read; one in a thousand is enough of them.</summary>
    private static readonly HashSet<string> Ending = new(StringComparer.Ordinal) { "LOGOUT", "STARTTLS", "COMPRESS", "UNAUTHENTICATE" };

    /// <summary>The classes of commands, by how often one is taken: most of what there is to say is said with a mailbox selected.</summary>
    private static readonly (string Rule, int Weight)[] Classes = [("command-select", 60), ("command-auth", 33), ("command-any", 5), ("command-nonauth", 2)];

    private readonly Random random = new(seed);
    private readonly CommandGenerator generator = new(judge, new Random(seed ^ 0x5eed), part);
    private readonly Mutator mutator = new(new Random(seed ^ 0xb0b));
    private long count;

    /// <summary>What the client has enabled on the connection that the next commands go over.</summary>
    public Dialect Dialect
    {
        get => generator.Dialect;
        set => generator.Dialect = value;
    }

    public FuzzCommand Next()
    {
        while (true)
        {
            var tag = $"z{++count}";
            byte[] bytes = [.. Encoding.ASCII.GetBytes(tag + " "), .. generator.Generate(Class()), .. "\r\n"u8];
            // DONE and what follows a continuation request are lines of their own, and no commands.
            if (Framing.Of(bytes).Contains(Framing.NotOne))
                continue;
            var name = NameOf(bytes);
            if (name == "STARTTLS" && !part.Offers(name) || Ending.Contains(name) && random.Next(1000) > 0)
                continue;
            if (random.Next(2) == 0)
                return new FuzzCommand(bytes, tag, name, IsBroken: false);
            if (Break(bytes, tag.Length + 1) is { } broken)
                return new FuzzCommand(broken, tag, NameOf(broken), IsBroken: true);
        }
    }

    private string Class()
    {
        var at = random.Next(Classes.Sum(c => c.Weight));
        return Classes.First(c => (at -= c.Weight) < 0).Rule;
    }

    private byte[]? Break(byte[] command, int afterTag)
    {
        var framing = Framing.Of(command);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            byte[] mutant = [.. command.AsSpan(0, afterTag), .. mutator.Mutate(command.AsSpan(afterTag..^2)), .. "\r\n"u8];
            // A random ENABLE may have been among the commands before, so UTF-8 breaks none.
            if (Framing.Of(mutant).SequenceEqual(framing) && !judge.Derives("command", mutant, Dialect.Rev2))
                return mutant;
        }
        return null;
    }

    private static string NameOf(byte[] command)
    {
        var words = Encoding.Latin1.GetString(command, 0, Math.Min(command.Length, 60)).TrimEnd('\r', '\n').ToUpperInvariant().Split(' ', 4);
        return words.Length < 2 ? "" : words[1] == "UID" && words.Length > 2 ? $"UID {words[2]}" : words[1];
    }
}
