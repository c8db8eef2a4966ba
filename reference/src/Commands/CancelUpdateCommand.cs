using System.Text;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>CANCELUPDATE (RFC 5267 section 4.3.5).</summary>
/// <param name="Tags">Of the searching commands.</param>
public sealed record CancelUpdateCommand(IReadOnlyList<string> Tags) : Command
{
    public static CommandRow Row { get; } = new("CANCELUPDATE", SessionStates.Selected, TellsExpunges: true, Parse, Needs: "CONTEXT=");

    /// <summary>"CANCELUPDATE" 1*(SP quoted).</summary>
    private static CancelUpdateCommand Parse(CommandScanner scanner)
    {
        var tags = new List<string>();
        do
        {
            scanner.Sp();
            tags.Add(Encoding.ASCII.GetString(scanner.Quoted().Span));
        }
        while (!scanner.AtEnd);
        return new CancelUpdateCommand(tags);
    }

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var unknown = Tags.Where(tag => session.Selected!.Updates.RemoveAll(context => context.Tag == tag) == 0).ToList();
        return new(unknown.Count == 0
            ? Completion.Ok("No further updates")
            : Completion.No($"No search with the tag {string.Join(' ', unknown)} updates; the others do so no more"));
    }
}
