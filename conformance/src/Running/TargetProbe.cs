using Conformance.Wire;

namespace Conformance.Running;

/// <summary>Finds out whether a server can be used, and what it offers: connect, log in, capabilities, namespace, make and remove a mailbox.</summary>
public static class TargetProbe
{
    /// <summary>Probes the first account.</summary>
    /// <param name="transcript">Takes what was said, lane <c>P</c>.</param>
    /// <param name="mailboxName">A new name, without prefix, for the mailbox that is made and removed.</param>
    /// <exception cref="TargetException">The server cannot be used; its stage and message say why.</exception>
    public static async Task<Offer> RunAsync(
        Target target, Pace pace, string mailboxName, Transcript transcript, CancellationToken cancel)
    {
        var commands = 0;
        var stage = EntryStage.Connection;
        ImapConnection? connection = null;
        try
        {
            var entrance = await Doorway.ConnectAsync(target, null, transcript, "P", 1, () => $"probe{++commands}", pace, cancel);
            var dialogue = entrance.Dialogue;
            connection = dialogue.Connection;

            stage = EntryStage.Greeting;
            var before = entrance.Capabilities ?? await Doorway.CapabilitiesAsync(dialogue, cancel);
            stage = EntryStage.Login;
            if (entrance.Greeting.Status != "PREAUTH")
                await Doorway.LogInAsync(dialogue, target, target.Account, before, cancel);
            var after = await Doorway.CapabilitiesAsync(dialogue, cancel);
            var id = after.Contains("ID") ? await IdAsync(dialogue, cancel) : new Dictionary<string, string>();

            stage = EntryStage.Mailbox;
            var (prefix, delimiter) = await NamespaceAsync(dialogue, after, cancel);
            var offer = new Offer(before, after, entrance.UsedStartTls, prefix, delimiter, id);
            await MakeAndRemoveAsync(dialogue, prefix + mailboxName, cancel);
            await dialogue.CommandAsync("LOGOUT", cancel);
            return offer;
        }
        catch (WireException e)
        {
            throw new TargetException(stage, e.Message, e);
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    /// <summary>Whether an account can log in; used for the second one.</summary>
    /// <exception cref="TargetException">It cannot.</exception>
    public static async Task LogInAsync(
        Target target, Account account, Offer offer, Pace pace, Transcript transcript, CancellationToken cancel)
    {
        await using var session = new Session(
            new SessionSettings(target, offer, pace, "probe", "probe", transcript), "Q", account);
        await session.OpenAsync(logIn: true, cancel);
        await session.CloseAsync(cancel);
    }

    private static async Task<IReadOnlyDictionary<string, string>> IdAsync(Dialogue dialogue, CancellationToken cancel)
    {
        var answer = await dialogue.CommandAsync("ID (\"name\" \"conformance\")", cancel);
        var said = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (answer.Responses.OfType<DataResponse>().FirstOrDefault(d => d.Name == "ID") is { Arguments: [ListValue list] })
        {
            for (var i = 0; i + 1 < list.Items.Count; i += 2)
            {
                if (list.Items[i].ToText() is { } field && list.Items[i + 1].ToText() is { } value)
                    said[field] = value;
            }
        }

        return said;
    }

    /// <summary>The first personal namespace where the server tells one, otherwise no prefix and the delimiter of <c>LIST "" ""</c>.</summary>
    private static async Task<(string Prefix, string? Delimiter)> NamespaceAsync(
        Dialogue dialogue, IReadOnlyList<string> capabilities, CancellationToken cancel)
    {
        if (capabilities.Contains("NAMESPACE"))
        {
            foreach (var response in (await dialogue.CommandAsync("NAMESPACE", cancel)).Responses)
            {
                if (NamespaceData.TryRead(response, out var space) && space.Personal is [var first, ..])
                    return (first.Prefix, first.Delimiter);
            }
        }

        foreach (var response in (await dialogue.CommandAsync("LIST \"\" \"\"", cancel)).Responses)
        {
            if (ListData.TryRead(response, out var list))
                return ("", list.Delimiter);
        }

        return ("", null);
    }

    private static async Task MakeAndRemoveAsync(Dialogue dialogue, string name, CancellationToken cancel)
    {
        var written = Astring.Write(name)
            ?? throw new TargetException(EntryStage.Mailbox, $"the personal namespace's prefix cannot be written on one line: {name}");
        foreach (var verb in (string[])["CREATE", "DELETE"])
        {
            var answer = await dialogue.CommandAsync($"{verb} {written}", cancel);
            if (answer.Tagged.Status != "OK")
            {
                throw new TargetException(
                    EntryStage.Mailbox,
                    $"{verb} {written} was refused: {Doorway.Describe(answer.Tagged)}. The account must be one that may make and remove mailboxes");
            }
        }
    }
}
