using System.Buffers;
using System.Diagnostics;
using System.Text;
using Reference.Mime;

namespace Reference.Tests.Mime;

public sealed class RobustnessTests
{
    private const int Seed = 3501;
    // Far more than any of these takes on a busy machine, far less than work that grows with the square of a million.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void Random_octets_are_told_in_the_grammar()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 2000; i++)
        {
            var octets = new byte[random.Next(300)];
            random.NextBytes(octets);
            Exercise(octets, $"random {i} of seed {Seed}");
        }
    }

    [Fact]
    public void Mutated_messages_are_told_in_the_grammar()
    {
        var random = new Random(Seed);
        Sample[] all = [.. EnvelopeSamples.All, .. StructureSamples.All, .. BrokenSamples.All, .. GeneratedMail.Samples(Seed)];
        var samples = Array.ConvertAll(all, sample => sample.Bytes);
        for (var i = 0; i < 4000; i++) Exercise(Mutated(samples, random), $"mutation {i} of seed {Seed}");
    }

    [Fact]
    public void Every_prefix_of_a_message_is_told_in_the_grammar()
    {
        var message = StructureSamples.All.First(sample => sample.Name == "the example of RFC 3501").Bytes;
        for (var length = 0; length <= message.Length; length++) Exercise(message[..length], $"the first {length} octets");
    }

    private static readonly Dictionary<string, Func<string>> Masses = new()
    {
        ["comments"] = () => "To: " + Many("(", 1_000_000),
        ["closed comments"] = () => "To: " + Many("()", 500_000),
        ["quotes"] = () => "To: " + Many("\"\" ", 300_000),
        ["open quotes"] = () => "Subject: x\nTo: " + Many("\"", 1_000_001),
        ["escapes"] = () => "To: \"" + Many("\\", 1_000_000),
        ["commas"] = () => "To: " + Many(",", 1_000_000),
        ["groups"] = () => "To: " + Many("a:;", 300_000),
        ["angles"] = () => "To: " + Many("<", 1_000_000),
        ["empty angles"] = () => "To: " + Many("<>,", 300_000),
        ["at signs"] = () => "To: " + Many("@", 1_000_000),
        ["routes"] = () => "To: <" + Many("@a,", 300_000),
        ["literals"] = () => "To: " + Many("a@[,", 300_000),
        ["addresses"] = () => "To: " + Many("a@b,", 250_000),
        ["fields"] = () => Many("To: a\n", 200_000),
        ["short fields"] = () => Many("a\n", 500_000),
        ["folded"] = () => "To: a" + Many("\n b", 300_000),
        ["dates"] = () => "Date: " + Many("1 ", 300_000),
        ["encoded words"] = () => "Subject: " + Many("=?utf-8?q?", 100_000) + "\nTo: " + Many("=?utf-8?b?YQ==?= ", 50_000),
        ["parameters"] = () => "Content-Type: text/plain" + Many(";a*0=b", 200_000),
        ["semicolons"] = () => "Content-Type: text/plain" + Many(";", 1_000_000),
        ["languages"] = () => "Content-Language: " + Many("a,", 400_000),
        ["parts"] = () => "Content-Type: multipart/mixed; boundary=b\n\n" + Many("--b\n", 300_000),
        ["empty parts"] = () => "Content-Type: multipart/digest; boundary=b\n\n" + Many("--b\n\n\n", 200_000),
        ["nested multiparts"] = () => string.Concat(Enumerable.Range(0, 1000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")),
        ["nested and closed"] = () => Nested(1000),
        ["quotes that open before commas"] = () => "To: " + Many("\"a,", 200_000),
        ["nested encoded messages"] = () => Many("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n", 10_000),
        ["encoded messages beside each other"] = () => "Content-Type: multipart/mixed; boundary=b\n\n" + Many("--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nx\n", 10_000),
        ["header lines in attached messages"] = () => "Content-Type: multipart/digest; boundary=b\n\n" + Many("--b\n\nnonsense\n--nonsense\n", 20_000),
        ["nested messages"] = () => Many("Content-Type: message/rfc822\n\n", 20_000),
        ["dashes under many boundaries"] = () => string.Concat(Enumerable.Range(0, 99).Select(i => $"Content-Type: multipart/mixed; boundary={Many("-", 60)}{i}\n\n--{Many("-", 60)}{i}\n")) + Many(Many("-", 61) + "\n", 20_000),
    };

    public static TheoryData<string> NamesOfMasses => [.. Masses.Keys];

    [Theory]
    [MemberData(nameof(NamesOfMasses))]
    public void A_mass_of_anything_is_soon_told(string name)
    {
        var text = Masses[name]();
        var clock = Stopwatch.StartNew();
        Exercise(Sample.Octets(text), name);
        Assert.True(clock.Elapsed < Long, $"{name} took {clock.Elapsed}");
    }

    [Fact]
    public void A_part_that_is_nested_too_deep_is_opaque_but_whole()
    {
        var message = ParsedMessage.Parse(Sample.Octets(Nested(150)));
        var part = message.Section(new([.. Enumerable.Repeat(1, 100)], SectionText.None, []));
        Assert.NotNull(part);
        Assert.StartsWith("--b101", Encoding.Latin1.GetString(part.Value.Span), StringComparison.Ordinal);
        Assert.Null(message.Section(new([.. Enumerable.Repeat(1, 101)], SectionText.None, [])));
    }

    private static string Nested(int depth) => depth == 0
        ? "\ndeepest\n"
        : string.Concat(Enumerable.Range(1, depth).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}.\n\n--b{i}.\n"))
          + "\ndeepest\n"
          + string.Concat(Enumerable.Range(1, depth).Reverse().Select(i => $"--b{i}.--\n"));

    private static string Many(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static byte[] Mutated(byte[][] samples, Random random)
    {
        var message = samples[random.Next(samples.Length)].ToList();
        for (var changes = random.Next(1, 6); changes > 0 && message.Count > 0; changes--)
        {
            var at = random.Next(message.Count);
            switch (random.Next(5))
            {
                case 0:
                    message[at] = (byte)random.Next(256);
                    break;
                case 1:
                    message[at] = "\"\\()<>@,;:=\r\n-*'%{}\0"u8[random.Next(20)];
                    break;
                case 2:
                    message.RemoveRange(at, random.Next(Math.Min(20, message.Count - at) + 1));
                    break;
                case 3:
                    message.InsertRange(at, message.Skip(random.Next(message.Count)).Take(random.Next(40)).ToArray());
                    break;
                default:
                    var other = samples[random.Next(samples.Length)];
                    message.InsertRange(at, other.Skip(random.Next(other.Length + 1)).Take(random.Next(80)));
                    break;
            }
        }

        return [.. message];
    }

    private static void Exercise(byte[] octets, string what)
    {
        try
        {
            var message = ParsedMessage.Parse(octets);
            ResponseReader.CheckEnvelope(ResponseReader.ReadAll(Written(message.WriteEnvelope)));
            ResponseReader.CheckBody(ResponseReader.ReadAll(Written(output => message.WriteBodyStructure(output, true))), true);
            ResponseReader.CheckBody(ResponseReader.ReadAll(Written(output => message.WriteBodyStructure(output, false))), false);
            CheckSections(message, octets.Length);
            message.HeaderText("Subject");
            message.AddressesContain("To", "nobody");
            message.TextContains("nothing that is there");
            _ = message.SentDate;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{what}: {Encoding.Latin1.GetString(octets, 0, Math.Min(octets.Length, 2000))}", failure);
        }
    }

    // The header and the text make up the message; parts lie inside it.
    private static void CheckSections(ParsedMessage message, int length)
    {
        var header = message.Section(Sections.Parse("HEADER"))!.Value;
        var text = message.Section(Sections.Parse("TEXT"))!.Value;
        Assert.Equal(length, header.Length + text.Length);
        Assert.True(message.Section(Sections.Parse("HEADER.FIELDS (To Subject)"))!.Value.Length <= header.Length);
        Assert.True(message.Section(Sections.Parse("HEADER.FIELDS.NOT (To Subject)"))!.Value.Length <= header.Length);
        foreach (var section in new[] { "1", "1.MIME", "2", "1.1", "1.HEADER", "1.TEXT", "2.1", "1.2.3.4.5.6.7.8.9" })
        {
            if (message.Section(Sections.Parse(section)) is { } part) Assert.InRange(part.Length, 0, length);
        }
    }

    private static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
