using System.Globalization;
using System.Text;
using System.Xml;
using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary><c>junit.xml</c>: one test case for each case, its failures in one element, skips and blocks as CI systems show them.</summary>
public static class JUnit
{
    public static void Write(Stream stream, RunResult run)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) });
        // A CI system that counts must not take a run that was cut off for a green one.
        var early = run.Interruption is null ? 0 : 1;
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "conformance");
        xml.WriteAttributeString("tests", Number(run.Cases.Count + early));
        xml.WriteAttributeString("failures", Number(run.CountCases(Outcome.Fail)));
        xml.WriteAttributeString("errors", Number(run.CountCases(Outcome.Blocked) + run.CountCases(Outcome.Error) + early));
        xml.WriteAttributeString("skipped", Number(run.CountCases(Outcome.Skip) + run.CountCases(Outcome.Known)));
        xml.WriteAttributeString("time", Seconds(run.Duration));
        xml.WriteAttributeString("timestamp", run.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        foreach (var result in run.Cases)
            WriteCase(xml, run, result);
        if (run.Interruption is { } reason)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", "conformance");
            xml.WriteAttributeString("name", "the run came to its end");
            xml.WriteStartElement("error");
            xml.WriteAttributeString("message", Clean(TranscriptText.Escape(reason)));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteCase(XmlWriter xml, RunResult run, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        var slash = result.Case.Id.LastIndexOf('/');
        xml.WriteAttributeString("classname", result.Case.Id[..Math.Max(slash, 0)].Replace('/', '.'));
        xml.WriteAttributeString("name", result.Case.Id[(slash + 1)..]);
        xml.WriteAttributeString("time", Seconds(result.Duration));
        switch (result.Outcome)
        {
            case Outcome.Fail:
                var failed = result.Checks.Where(c => c.Outcome == Outcome.Fail).ToList();
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", Clean(TranscriptText.Escape(string.Join("; ", failed.Select(c => $"{c.RequirementId}: {c.Findings.First(f => f.Outcome == Outcome.Fail).Message}")))));
                xml.WriteString(Clean(string.Join("\n", failed.Select(c => Card.Write(run, result, c)))));
                xml.WriteEndElement();
                break;
            case Outcome.Known:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(TranscriptText.Escape("known failure: " + string.Join("; ", result.Checks.Where(c => c.Outcome == Outcome.Known).Select(c => $"{c.RequirementId}: {c.Findings.First(f => f.Outcome == Outcome.Known).Message}")))));
                xml.WriteEndElement();
                break;
            case Outcome.Skip:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Clean(TranscriptText.Escape(result.Reason ?? "")));
                xml.WriteEndElement();
                break;
            case Outcome.Blocked or Outcome.Error:
                xml.WriteStartElement("error");
                xml.WriteAttributeString("type", result.Outcome.ToString());
                xml.WriteAttributeString("message", Clean(TranscriptText.Escape(result.Reason ?? "")));
                xml.WriteEndElement();
                break;
        }

        xml.WriteEndElement();
    }

    /// <summary>Characters that XML cannot hold are written out.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\n' or '\t' || (c >= 0x20 && c < 0xd800) || (c > 0xdfff && c < 0xfffe))
                clean.Append(c);
            else
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return clean.ToString();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
