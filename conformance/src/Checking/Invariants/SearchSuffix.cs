using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// A SEARCH with a MODSEQ key ends its result with (MODSEQ n) if it is not empty; nothing else does (RFC 7162 sections 3.1.5 and
/// 3.1.6).
/// </summary>
public sealed class SearchSuffix : Invariant
{
    private readonly List<(SearchData Data, Entry Entry)> lines = [];

    public override string Name => "search-suffix";

    public override void Received(Observation seen)
    {
        if (SearchData.TryRead(seen.Response, out var search) && !search.IsSort && seen.Only(c => c.Name == "SEARCH") && seen.Commands.Count == 1)
            lines.Add((search, seen.Entry));
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (command.Is("SEARCH") && tagged.Status == "OK" && lines.Count > 0 && SearchProgram.Read(command.Arguments) is { IsUnderstood: true, HasReturn: false } program)
            Judge(program);
        lines.Clear();
    }

    private void Judge(SearchProgram program)
    {
        var (data, entry) = lines.Find(l => l.Data.ModSeq is not null);
        var found = lines.Exists(l => l.Data.Numbers.Count > 0);
        switch (program.HasModSeq, found, data is not null)
        {
            case (true, true, true):
                Held("7162-3.1.5-g");
                break;
            case (true, true, false) when program.OnlyNegated:
                Broken(
                    "7162-3.1.5-h",
                    Outcome.Warn,
                    lines[^1].Entry,
                    "the result of SEARCH NOT MODSEQ is without (MODSEQ n)",
                    "(MODSEQ n) at the end");
                break;
            case (true, true, false):
                Broken(
                    "7162-3.1.5-g",
                    Outcome.Fail,
                    lines[^1].Entry,
                    "the result of SEARCH MODSEQ is without (MODSEQ n)",
                    "(MODSEQ n) at the end");
                break;
            case (true, false, true):
                Broken("7162-3.1.6-a", Outcome.Fail, entry, "an empty result carries (MODSEQ n)", "SEARCH alone");
                break;
            case (true, false, false):
                Held("7162-3.1.6-a");
                break;
            case (false, _, true):
                Broken(
                    "7162-3.1.5-i",
                    Outcome.Fail,
                    entry,
                    "the result carries (MODSEQ n) although MODSEQ was not searched for",
                    "numbers only");
                break;
            case (false, true, false) when View.CondStore == Enabling.Yes:
                Held("7162-3.1.5-i");
                break;
        }
    }
}
