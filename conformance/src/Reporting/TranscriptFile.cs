using System.Globalization;
using System.Text;
using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary><c>transcripts/NAME.txt</c>: what was asked and everything that went over the wire, one file a case.</summary>
public static class TranscriptFile
{
    /// <summary>The case's id as a file name that every file system takes.</summary>
    public static string NameOf(CaseResult result) => result.Case.Id.Replace('/', '.').Replace('@', '+') + ".txt";

    public static string Write(CaseResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{result.Case.Id}: {result.Outcome.ToString().ToLowerInvariant()}\n");
        if (result.Reason is { } reason)
            text.Append(CultureInfo.InvariantCulture, $"{TranscriptText.Escape(reason)}\n");
        text.Append('\n').Append(result.Case.Scenario.Prose).Append("\n\n");
        text.Append("seconds, session, > sent, < received, # note; 0 is the connection that makes and removes mailboxes\n\n");
        text.Append(TranscriptText.Write(result.Transcript.Entries));
        foreach (var check in result.Checks.Where(c => c.Outcome != Outcome.Pass))
        {
            foreach (var finding in check.Findings.Where(f => f.Outcome == check.Outcome))
                text.Append(CultureInfo.InvariantCulture, $"\n{check.Outcome.ToString().ToUpperInvariant()} {check.RequirementId}: {TranscriptText.Escape(finding.Message)}\n");
        }

        return text.ToString();
    }
}
