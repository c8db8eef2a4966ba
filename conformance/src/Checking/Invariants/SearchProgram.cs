using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>What a SEARCH's criteria (RFC 3501 section 6.4.4) contain, as far as it matters here.</summary>
/// <param name="IsUnderstood">Every key was known; otherwise nothing may be concluded from what was not found.</param>
/// <param name="HasModSeq">A MODSEQ key.</param>
/// <param name="HasNumbers">A set of message numbers.</param>
/// <param name="OnlyNegated">Each MODSEQ key stands under NOT.</param>
/// <param name="HasReturn">RETURN options: the answer is ESEARCH.</param>
public sealed record SearchProgram(bool IsUnderstood, bool HasModSeq, bool HasNumbers, bool OnlyNegated, bool HasReturn)
{
    private static readonly HashSet<string> Bare = new(StringComparer.OrdinalIgnoreCase)
    {
        "ALL", "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "NEW", "OLD", "RECENT", "SEEN",
        "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN",
    };

    private static readonly HashSet<string> WithOne = new(StringComparer.OrdinalIgnoreCase)
    {
        "BCC", "BEFORE", "BODY", "CC", "FROM", "KEYWORD", "LARGER", "ON", "SENTBEFORE", "SENTON", "SENTSINCE", "SINCE", "SMALLER",
        "SUBJECT", "TEXT", "TO", "UID", "UNKEYWORD", "OLDER", "YOUNGER", "EMAILID", "THREADID",
    };

    /// <summary>Reads the arguments of SEARCH or UID SEARCH.</summary>
    public static SearchProgram Read(IReadOnlyList<Value> arguments)
    {
        var at = 0;
        var hasReturn = false;
        if (arguments is [AtomValue first, ListValue, ..] && first.Text.Equals("RETURN", StringComparison.OrdinalIgnoreCase))
        {
            hasReturn = true;
            at = 2;
        }

        if (at + 1 < arguments.Count && Command.Same(arguments[at], "CHARSET"))
            at += 2;
        var reader = new Reader();
        while (at < arguments.Count && reader.Key(arguments, ref at, negated: false, depth: 0))
        {
        }

        var understood = at >= arguments.Count && !reader.Lost && arguments.Count > 0;
        return new SearchProgram(understood, reader.Plain || reader.Negated, reader.Numbers, reader.Negated && !reader.Plain, hasReturn);
    }

    private sealed class Reader
    {
        public bool Plain { get; private set; }

        public bool Negated { get; private set; }

        public bool Numbers { get; private set; }

        public bool Lost { get; private set; }

        public bool Key(IReadOnlyList<Value> keys, ref int at, bool negated, int depth)
        {
            if (at >= keys.Count || depth > 50)
                return Lose();
            var key = keys[at++];
            if (key is ListValue list)
            {
                for (var inner = 0; inner < list.Items.Count;)
                {
                    if (!Key(list.Items, ref inner, negated, depth + 1))
                        return false;
                }

                return true;
            }

            if (key is not AtomValue { Text: var word })
                return Lose();
            if (Bare.Contains(word))
                return true;
            if (WithOne.Contains(word))
                return Skip(keys, ref at, 1);
            switch (word.ToUpperInvariant())
            {
                case "HEADER":
                    return Skip(keys, ref at, 2);
                case "NOT":
                    return Key(keys, ref at, !negated, depth + 1);
                case "OR":
                    return Key(keys, ref at, negated, depth + 1) && Key(keys, ref at, negated, depth + 1);
                case "MODSEQ":
                    Plain |= !negated;
                    Negated |= negated;
                    return Skip(keys, ref at, at < keys.Count && keys[at] is StringValue ? 3 : 1);
            }

            if (!word.All(c => char.IsAsciiDigit(c) || c is ':' or ',' or '*'))
                return Lose();
            Numbers = true;
            return true;
        }

        private bool Skip(IReadOnlyList<Value> keys, ref int at, int count)
        {
            at += count;
            return at <= keys.Count || Lose();
        }

        private bool Lose()
        {
            Lost = true;
            return false;
        }
    }
}
