using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>One FETCH response.</summary>
internal sealed record FetchResponse(Received Received, uint Number, IReadOnlyList<Item> Items);

/// <summary>A message in a window, with the responses that speak of it, in order.</summary>
/// <param name="Uid">Its UID, if one of them names it.</param>
internal sealed record FetchedMessage(IReadOnlyList<FetchResponse> Responses, Value? Uid)
{
    /// <summary>The items of the first responses, the later values behind the earlier.</summary>
    public IReadOnlyList<Item> Together(int count) => [.. Responses.Take(count).SelectMany(r => r.Items)];

    /// <param name="name">FETCH, or UIDFETCH (RFC 9586 section 3.3), whose number is the UID.</param>
    public static IReadOnlyList<FetchedMessage> Read(Slice slice, string name)
    {
        // Numbers move with every expunge, and mean another mailbox behind CLOSED.
        var numbering = 0;
        var byNumber = new Dictionary<(int Numbering, uint Number), List<FetchResponse>>();
        foreach (var received in slice.Responses)
        {
            if (received.Response is DataResponse { Name: "EXPUNGE" } or DataResponse { Name: "VANISHED", Arguments: [AtomValue] } or StatusResponse { Code.Name: "CLOSED" })
                numbering++;
            if (received.Response is not DataResponse { Number: { } number, Arguments: [ListValue list] } data
                || data.Name != name
                || !ValueText.TryPairs(list.Items, out var items))
                continue;
            var key = (numbering, number);
            if (!byNumber.TryGetValue(key, out var responses))
                byNumber[key] = responses = [];
            responses.Add(new FetchResponse(received, number, items));
        }

        var messages = byNumber.Values.Select(r => new FetchedMessage(r, UidOf(r, name))).ToList();
        // The same UID under two numbers is one message.
        var same = messages.Where(m => m.Uid is not null).GroupBy(m => m.Uid!.ToText()).Where(g => g.Count() > 1).ToList();
        return [.. messages.Except(same.SelectMany(g => g)), .. same.Select(g => new FetchedMessage([.. g.SelectMany(m => m.Responses).OrderBy(r => r.Received.Index)], g.First().Uid))];
    }

    private static Value? UidOf(List<FetchResponse> responses, string name) =>
        name == "UIDFETCH"
            ? new AtomValue($"{responses[0].Number}")
            : responses.SelectMany(r => r.Items).LastOrDefault(i => i.Name == "UID")?.Value;
}
