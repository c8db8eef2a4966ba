using System.Text;
using Bogus;

namespace Reference.Tests.Mime;

/// <summary>
/// Well-formed mail of any shape from a seed. It is put together piece by piece, so what each section and the envelope must
/// be is known from how it was made.
/// </summary>
internal static class GeneratedMail
{
    private const int Deepest = 4;

    public static IEnumerable<Sample> Samples(int seed, int count = 20) => Enumerable.Range(0, count).Select(i => new Writer(seed + i).Message());

    private sealed record Node(string Header, string Body)
    {
        public List<Node> Children { get; } = [];

        public (string Header, Node Content)? Message { get; init; }
    }

    private sealed class Writer
    {
        private readonly int seed;
        private readonly Faker faker;
        private readonly Dictionary<string, string?> sections = [];
        private int boundaries;

        public Writer(int seed)
        {
            this.seed = seed;
            // Umlauts and accents, all of them one Latin-1 octet.
            faker = new("de") { Random = new(seed) };
        }

        public Sample Message()
        {
            var (header, envelope) = Header();
            var content = Any(0);
            var whole = header + content.Header + "\n";
            sections["HEADER"] = whole;
            sections["TEXT"] = content.Body;
            sections[""] = whole + content.Body;
            Describe(content, whole, "");
            return new($"generated from seed {seed}", whole + content.Body) { Envelope = envelope, Sections = sections };
        }

        private (string Header, string Envelope) Header()
        {
            var subject = faker.Lorem.Sentence();
            var date = faker.Date.PastOffset(1, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToString("ddd, d MMM yyyy HH:mm:ss +0000", null);
            var from = People(1);
            var to = People(faker.Random.Int(1, 4));
            var id = $"<{faker.Random.AlphaNumeric(12)}@{faker.Internet.DomainName()}>";
            var header = $"Received: by {faker.Internet.DomainName()}\nDate: {date}\nFrom: {from.Written}\nTo: {to.Written}\nSubject: {subject}\nMessage-ID: {id}\n";
            return (header, $"({Told(date)} {Told(subject)} ({from.Told}) ({from.Told}) ({from.Told}) ({to.Told}) NIL NIL NIL {Told(id)})");
        }

        private (string Written, string Told) People(int count)
        {
            var written = new List<string>();
            var told = new StringBuilder();
            for (var i = 0; i < count; i++)
            {
                var name = $"{faker.Name.LastName()}, {faker.Name.FirstName()}";
                var mailbox = faker.Random.AlphaNumeric(8) + "." + faker.Random.AlphaNumeric(3);
                var host = faker.Random.AlphaNumeric(6) + ".example";
                written.Add($"\"{name}\" <{mailbox}@{host}>");
                told.Append($"({Told(name)} NIL {Told(mailbox)} {Told(host)})");
            }

            return (string.Join(",\n ", written), told.ToString());
        }

        private Node Any(int depth) => faker.Random.Int(0, depth >= Deepest ? 3 : 7) switch
        {
            0 => new("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n", faker.Lorem.Paragraphs(2, "\n") + "\n"),
            1 => new("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", $"<p>Gr=C3=BC=C3=9Fe, {faker.Name.FirstName()[0]}=\n.</p>"),
            2 => Attachment(),
            3 => new("", faker.Lorem.Sentence()),
            4 or 5 => Attached(depth),
            _ => Multipart(depth),
        };

        private Node Attachment()
        {
            var encoded = Convert.ToBase64String(faker.Random.Bytes(faker.Random.Int(0, 200)), Base64FormattingOptions.InsertLineBreaks);
            return new(
                $"Content-Type: application/octet-stream;\n name=\"{faker.System.FileName()}\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=x.bin\n",
                encoded.Replace("\r\n", "\n", StringComparison.Ordinal) + "\n");
        }

        private Node Attached(int depth)
        {
            var header = Header().Header;
            var content = Any(depth + 1);
            return new("Content-Type: message/rfc822\n", header + content.Header + "\n" + content.Body) { Message = (header, content) };
        }

        private Node Multipart(int depth)
        {
            var boundary = $"=_{boundaries++}_{faker.Random.AlphaNumeric(faker.Random.Int(1, 30))}";
            var body = new StringBuilder(faker.Random.Bool() ? "preamble\n" : "");
            var children = Enumerable.Range(0, faker.Random.Int(1, 3)).Select(_ => Any(depth + 1)).ToList();
            foreach (var child in children) body.Append($"--{boundary}\n{child.Header}\n{child.Body}\n");
            body.Append($"--{boundary}--{(faker.Random.Bool() ? "\nepilogue" : "")}");
            var node = new Node($"Content-Type: multipart/{faker.PickRandom("mixed", "alternative", "related")};\n boundary=\"{boundary}\"\n", body.ToString());
            node.Children.AddRange(children);
            return node;
        }

        /// <summary>The parts of a message (or part of it) whose content and header these are, under their numbers.</summary>
        private void Describe(Node content, string header, string prefix)
        {
            if (content.Children.Count == 0)
            {
                DescribePart(content, header, prefix + "1");
                return;
            }

            var number = 0;
            foreach (var child in content.Children) DescribePart(child, child.Header + "\n", $"{prefix}{++number}");
            sections[$"{prefix}{number + 1}"] = null;
        }

        private void DescribePart(Node part, string header, string path)
        {
            sections[path] = part.Body;
            sections[path + ".MIME"] = header;
            if (part.Children.Count > 0) Describe(part, header, path + ".");
            if (part.Message is not var (message, content)) return;
            var whole = message + content.Header + "\n";
            sections[path + ".HEADER"] = whole;
            sections[path + ".TEXT"] = content.Body;
            Describe(content, whole, path + ".");
        }

        private static string Told(string text) => text.Any(c => c > '~') ? $"{{{text.Length}}}\n{text}" : $"\"{text}\"";
    }
}
