using Conformance.Grammar;
using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>Every response follows the formal syntax of the RFCs.</summary>
public sealed class WellFormed : Invariant
{
    private const string FormalSyntax = "3501-9-a";
    private const string CodeText = "7162-3.1.2.1-d";
    private bool begun;

    public override string Name => "well-formed";

    public override void Sent(Command command) => begun = true;

    public override void Received(Observation seen)
    {
        var greeting = !begun;
        begun = true;
        if (Context.Syntax is not { } syntax || seen.Response.Raw.IsEmpty)
            return;
        var verdict = syntax.JudgeResponse(seen.Response.Raw, greeting, Spoken);
        switch (verdict.Kind)
        {
            case SyntaxKind.Accepted:
                Accept(seen);
                break;
            case SyntaxKind.Rejected:
                Broken(
                    verdict.RequirementId.Length > 0 ? verdict.RequirementId : FormalSyntax,
                    Outcome.Fail,
                    seen.Entry,
                    verdict.Explanation,
                    verdict.Expected);
                break;
            case SyntaxKind.MissingText:
                Broken(verdict.RequirementId, Outcome.Warn, seen.Entry, verdict.Explanation, "a space and some text", "A-45");
                break;
        }
    }

    private Dialect Spoken => View.Enabled.Contains("IMAP4REV2") ? Dialect.Rev2 : View.Enabled.Contains("UTF8=ACCEPT") ? Dialect.Utf8 : Dialect.Rev1;

    private void Accept(Observation seen)
    {
        Held(FormalSyntax);
        if (seen.Code("HIGHESTMODSEQ") is not null)
            Held(CodeText);
        if (seen.Vanished is not null)
            Held("7162-7-b");
        if (seen.Fetch is { ModSeq: not null }
            || (SearchData.TryRead(seen.Response, out var search) && search.ModSeq is not null)
            || (EsearchData.TryRead(seen.Response, out var esearch) && esearch.ModSeq is not null)
            || (StatusData.TryRead(seen.Response, out var status) && status.HighestModSeq is not null))
            Held("7162-7-f");
    }
}
