using System.Buffers;
using System.Text;
using Reference.Mime;

namespace Reference.Tests.Mime;

public sealed class StandardTests
{
    private const int Seed = 7162;

    public static TheoryData<Sample> Samples => [.. EnvelopeSamples.All, .. StructureSamples.All, .. BrokenSamples.All, .. GeneratedMail.Samples(Seed)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_is_told_as_the_RFC_says(Sample sample)
    {
        var message = ParsedMessage.Parse(sample.Bytes);
        if (sample.Envelope is not null) Assert.Equal(Crlf(sample.Envelope), Written(message.WriteEnvelope));
        if (sample.BodyStructure is not null)
        {
            Assert.Equal(Crlf(sample.BodyStructure), Written(output => message.WriteBodyStructure(output, true)));
        }

        foreach (var (section, expected) in sample.Sections)
        {
            var found = message.Section(Sections.Parse(section));
            var told = found is { } octets ? Encoding.Latin1.GetString(octets.Span) : null;
            Assert.True(told == (expected is null ? null : Crlf(expected)), $"BODY[{section}] is {told ?? "NIL"}, not {expected ?? "NIL"}");
        }
    }

    private static string Crlf(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}
