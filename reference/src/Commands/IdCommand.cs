using System.Text;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>ID (RFC 2971).</summary>
/// <param name="Fields">What the client says of itself; empty for NIL.</param>
public sealed record IdCommand(IReadOnlyList<KeyValuePair<string, string?>> Fields) : Command
{
    /// <summary>RFC 2971 section 3.3: no more than 30 pairs, names up to 30 octets, values up to 1024.</summary>
    private const int MaxFields = 30;

    public static CommandRow Row { get; } = new("ID", SessionStates.Any, TellsExpunges: true, Parse, Needs: "ID");

    /// <summary>id = "ID" SP id-params-list; id-params-list = "(" [string SP nstring *(SP string SP nstring)] ")" / nil.</summary>
    public static Command Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var fields = new List<KeyValuePair<string, string?>>();
        if (!scanner.TryTakeText("NIL"))
        {
            scanner.Take('(');
            if (!scanner.TryTake(')'))
            {
                do
                {
                    if (fields.Count == MaxFields) throw scanner.Expected($"at most {MaxFields} ID fields");
                    var name = scanner.String("ID field name");
                    scanner.Sp();
                    var value = scanner.NString("ID field value");
                    if (name.Length > 30 || value?.Length > 1024)
                        throw scanner.Expected("ID field of at most 30 octets, value of at most 1024");
                    fields.Add(new(Encoding.UTF8.GetString(name.Span), value is { } octets ? Encoding.UTF8.GetString(octets.Span) : null));
                }
                while (scanner.TryTake(' '));
                scanner.Take(')');
            }
        }
        scanner.End();
        return new IdCommand(fields);
    }

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        session.Output.Raw("* ID (\"name\" \"reference\")\r\n"u8);
        return new(Completion.Ok("ID completed"));
    }
}
