namespace Conformance.Grammar;

/// <summary>
/// The part of the grammar that a server has to know: the base, and the files of the extensions that it offers. The places that RFC 4466 and
/// others leave open for extensions to come derive nearly anything, and no server knows all of that; they are left out.
/// </summary>
public sealed class GrammarPart
{
    /// <summary>The capability that each extension's file belongs to; a file that is not named here belongs to the base.</summary>
    private static readonly Dictionary<string, string[]> Extensions = new(StringComparer.Ordinal)
    {
        ["rfc2177.abnf"] = ["IDLE", "IMAP4REV2"],
        ["rfc2342.abnf"] = ["NAMESPACE", "IMAP4REV2"],
        ["rfc2971.abnf"] = ["ID"],
        ["rfc3516.abnf"] = ["BINARY"],
        ["rfc3691.abnf"] = ["UNSELECT", "IMAP4REV2"],
        ["rfc4315.abnf"] = ["UIDPLUS", "IMAP4REV2"],
        ["rfc4469.abnf"] = ["CATENATE"],
        ["rfc4731.abnf"] = ["ESEARCH", "IMAP4REV2"],
        ["rfc4959.abnf"] = ["SASL-IR", "IMAP4REV2"],
        ["rfc4978.abnf"] = ["COMPRESS=DEFLATE"],
        ["rfc5161.abnf"] = ["ENABLE", "IMAP4REV2"],
        ["rfc5182.abnf"] = ["SEARCHRES", "IMAP4REV2"],
        ["rfc5256.abnf"] = ["SORT"],
        ["rfc5258.abnf"] = ["LIST-EXTENDED", "IMAP4REV2"],
        ["rfc5267.abnf"] = ["CONTEXT=SEARCH"],
        ["rfc5464.abnf"] = ["METADATA"],
        ["rfc5465.abnf"] = ["NOTIFY"],
        ["rfc5819.abnf"] = ["LIST-STATUS", "IMAP4REV2"],
        ["rfc5957.abnf"] = ["SORT=DISPLAY"],
        ["rfc6154.abnf"] = ["SPECIAL-USE", "IMAP4REV2"],
        ["rfc6851.abnf"] = ["MOVE", "IMAP4REV2"],
        ["rfc6855.abnf"] = ["UTF8=ACCEPT", "UTF8=ONLY"],
        ["rfc7162.abnf"] = ["CONDSTORE", "QRESYNC"],
        ["rfc7377.abnf"] = ["MULTISEARCH"],
        ["rfc7888.abnf"] = ["LITERAL+", "LITERAL-"],
        ["rfc8437.abnf"] = ["UNAUTHENTICATE"],
        ["rfc8438.abnf"] = ["STATUS=SIZE", "IMAP4REV2"],
        ["rfc8474.abnf"] = ["OBJECTID"],
        ["rfc8508.abnf"] = ["REPLACE"],
        ["rfc9051.abnf"] = ["IMAP4REV2"],
        ["rfc9394.abnf"] = ["PARTIAL"],
        ["rfc9586.abnf"] = ["UIDONLY"],
        ["rfc9738.abnf"] = ["MESSAGELIMIT="],
    };

    /// <summary>Rules that stand for whatever a later extension brings.</summary>
    private static readonly HashSet<string> Open = new(StringComparer.OrdinalIgnoreCase)
    {
        "tagged-ext", "tagged-ext-label", "tagged-ext-val", "append-ext", "append-data-ext", "create-params", "rename-params", "option-extension", "x-command",
        "search-modifier-name", "fetch-modifier-name", "store-modifier-name", "select-param-name", "scope-option-name",
    };

    /// <summary>Rules of the base that only an extension gives a use to.</summary>
    private static readonly Dictionary<string, string> Lent = new(StringComparer.OrdinalIgnoreCase) { ["literal8"] = "BINARY" };

    private readonly Func<string, bool> offers;
    private readonly Dictionary<Pattern, bool> allowed = [];
    private readonly HashSet<Rule> asking = [];

    /// <param name="offers">Whether a capability, in upper case, is offered; with "=" at its end, one of that family.</param>
    public GrammarPart(Func<string, bool> offers) => this.offers = offers;

    /// <summary>Whether the server offers a capability.</summary>
    public bool Offers(string capability) => offers(capability);

    /// <summary>Whether some text of the pattern stays within this part.</summary>
    internal bool Allows(Pattern pattern)
    {
        if (allowed.TryGetValue(pattern, out var known))
            return known;
        var answer = Ask(pattern);
        if (asking.Count == 0)
            allowed[pattern] = answer;
        return answer;
    }

    private bool Ask(Pattern pattern)
    {
        if (pattern.AddedBy is { } file && !Has(file))
            return false;
        return pattern switch
        {
            RulePattern use => Ask(use.Rule),
            ChoicePattern choice => choice.Alternatives.Any(Allows),
            SequencePattern sequence => sequence.Elements.All(Allows),
            RepeatPattern repeat => repeat.Min == 0 || Allows(repeat.Inner),
            _ => true,
        };
    }

    private bool Ask(Rule rule)
    {
        if (Open.Contains(rule.Name) || !Has(rule.Origin) || (Lent.TryGetValue(rule.Name, out var capability) && !offers(capability)))
            return false;
        // Back at a rule that is being asked about: this way round it leads nowhere, and another alternative has to.
        if (!asking.Add(rule))
            return false;
        try
        {
            return Allows(rule.Body);
        }
        finally
        {
            asking.Remove(rule);
        }
    }

    private bool Has(string file) => !Extensions.TryGetValue(file, out var capabilities) || capabilities.Any(offers);
}
