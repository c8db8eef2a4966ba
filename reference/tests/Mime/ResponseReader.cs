using System.Globalization;
using System.Text;

namespace Reference.Tests.Mime;

/// <summary>
/// Holds what a writer produced against the grammar of RFC 3501, 9: strictly, with no octet in a place where it may not be.
/// Values are null (NIL), string, long or a list of values.
/// </summary>
internal sealed class ResponseReader(byte[] text)
{
    private int at;

    public static object? ReadAll(byte[] text)
    {
        var reader = new ResponseReader(text);
        var value = reader.Value();
        if (reader.at != text.Length) throw reader.Error("the end");
        return value;
    }

    /// <summary>Checks an <c>envelope</c>.</summary>
    public static void CheckEnvelope(object? value)
    {
        var members = List(value, "envelope");
        Assert.Equal(10, members.Count);
        foreach (var i in new[] { 0, 1, 8, 9 }) NString(members[i]);
        foreach (var addresses in members.Skip(2).Take(6).Where(member => member is not null))
        {
            var list = List(addresses, "addresses");
            Assert.NotEmpty(list);
            foreach (var address in list)
            {
                var fields = List(address, "address");
                Assert.Equal(4, fields.Count);
                Assert.All(fields, NString);
            }

            // RFC 3501, 7.4.2: every group begins and ends.
            var depth = 0;
            foreach (var fields in list.Select(address => List(address, "address")).Where(fields => fields[3] is null))
            {
                depth += fields[2] is null ? -1 : 1;
                Assert.InRange(depth, 0, 1);
            }

            Assert.Equal(0, depth);
        }
    }

    /// <summary>Checks a <c>body</c>, with extension data or without.</summary>
    public static void CheckBody(object? value, bool extensible)
    {
        var body = new Queue<object?>(List(value, "body"));
        if (body.Peek() is List<object?>)
        {
            while (body.Peek() is List<object?>) CheckBody(body.Dequeue(), extensible);
            Assert.IsType<string>(body.Dequeue());
            if (extensible) CheckParameters(body.Dequeue());
        }
        else
        {
            CheckSinglePart(body, extensible);
            if (extensible) NString(body.Dequeue());
        }

        if (extensible) CheckCommonExtension(body);
        Assert.Empty(body);
    }

    private static void CheckSinglePart(Queue<object?> body, bool extensible)
    {
        var type = Assert.IsType<string>(body.Dequeue());
        var subtype = Assert.IsType<string>(body.Dequeue());
        CheckParameters(body.Dequeue());
        NString(body.Dequeue());
        NString(body.Dequeue());
        Assert.IsType<string>(body.Dequeue());
        Assert.IsType<long>(body.Dequeue());
        var message = Same(type, "message") && Same(subtype, "rfc822");
        if (message)
        {
            CheckEnvelope(body.Dequeue());
            CheckBody(body.Dequeue(), extensible);
        }

        if (message || Same(type, "text")) Assert.IsType<long>(body.Dequeue());
    }

    private static void CheckCommonExtension(Queue<object?> body)
    {
        if (body.Dequeue() is { } disposition)
        {
            var list = List(disposition, "disposition");
            Assert.Equal(2, list.Count);
            Assert.IsType<string>(list[0]);
            CheckParameters(list[1]);
        }

        if (body.Dequeue() is List<object?> languages) Assert.All(languages, language => Assert.IsType<string>(language));
        NString(body.Dequeue());
    }

    private static void CheckParameters(object? value)
    {
        if (value is null) return;
        var list = List(value, "parameters");
        Assert.NotEmpty(list);
        Assert.Equal(0, list.Count % 2);
        Assert.All(list, item => Assert.IsType<string>(item));
    }

    private static bool Same(string value, string expected) => value.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static void NString(object? value)
    {
        if (value is not null) Assert.IsType<string>(value);
    }

    private static List<object?> List(object? value, string what) => value as List<object?> ?? throw new FormatException($"no {what}: {value}");

    private object? Value() => Next() switch
    {
        '(' => ReadList(),
        '"' => Quoted(),
        '{' => Literal(),
        'N' => Nil(),
        >= '0' and <= '9' => Number(),
        _ => throw Error("a value"),
    };

    private List<object?> ReadList()
    {
        var list = new List<object?>();
        at++;
        while (Next() != ')')
        {
            // Addresses and bodies follow each other without a space, all else has exactly one.
            if (list.Count > 0 && Next() == ' ') at++;
            else if (list.Count > 0 && !(list[^1] is List<object?> && Next() == '(')) throw Error("a space");
            list.Add(Value());
        }

        at++;
        return list;
    }

    private string Quoted()
    {
        var content = new StringBuilder();
        for (at++; Next() != '"'; at++)
        {
            if (Next() == '\\')
            {
                at++;
                if (Next() is not ('"' or '\\')) throw Error("a quoted special");
            }

            if (Next() is '\r' or '\n' or '\0' or > (char)0x7f) throw Error("TEXT-CHAR");
            content.Append(Next());
        }

        at++;
        return content.ToString();
    }

    private string Literal()
    {
        at++;
        var length = (int)Number();
        Expect("}\r\n");
        var content = Encoding.Latin1.GetString(text, at, length);
        if (content.Contains('\0', StringComparison.Ordinal)) throw Error("CHAR8");
        at += length;
        return content;
    }

    private object? Nil()
    {
        Expect("NIL");
        return null;
    }

    private long Number()
    {
        var start = at;
        while (char.IsAsciiDigit(Next())) at++;
        return uint.Parse(Encoding.ASCII.GetString(text, start, at - start), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private void Expect(string expected)
    {
        foreach (var c in expected)
        {
            if (Next() != c) throw Error(expected);
            at++;
        }
    }

    private char Next() => at < text.Length ? (char)text[at] : throw Error("more");

    private FormatException Error(string expected) =>
        new($"{expected} expected at {at} of {Encoding.Latin1.GetString(text)}");
}
