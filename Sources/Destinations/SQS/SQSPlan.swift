import RouterCore

/// How the messages of a batch are divided among requests.
enum SQSPlan {
    /// Entries of one `SendMessageBatch`.
    static let maximumEntries = 10

    /// Requests in lanes: those of a lane go one after the other, lanes go side by side. A request has at most ten
    /// messages, which together are no larger than SQS takes.
    ///
    /// Where the order within a group matters, all of a group is in one lane. Where it must hold across failures too, no
    /// request has two messages of a group: one that fails then holds up those behind it.
    static func lanes(
        _ messages: [SQSMessage],
        count: Int,
        keepsGroups: Bool,
        separatesGroups: Bool
    ) -> [[[SQSMessage]]] {
        guard keepsGroups else { return requests(messages, separatesGroups: false).map { [$0] } }
        var lanes = [[SQSMessage]](repeating: [], count: count)
        for message in messages { lanes[lane(of: message, count)].append(message) }
        return lanes.filter { !$0.isEmpty }.map { requests($0, separatesGroups: separatesGroups) }
    }

    private static func requests(_ messages: [SQSMessage], separatesGroups: Bool) -> [[SQSMessage]] {
        var requests: [[SQSMessage]] = []
        var current: [SQSMessage] = []
        var size = 0
        var groups: Set<String> = []
        for message in messages {
            let isFull =
                current.count == maximumEntries || size + message.size > SQSConfiguration.maximumMessageSize
            if !current.isEmpty, isFull || separatesGroups && groups.contains(message.order) {
                requests.append(current)
                (current, size, groups) = ([], 0, [])
            }
            current.append(message)
            size += message.size
            groups.insert(message.order)
        }
        return current.isEmpty ? requests : requests + [current]
    }

    /// The same for the same group, on every machine.
    private static func lane(of message: SQSMessage, _ count: Int) -> Int {
        let hash = message.order.utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        return Int(hash % UInt64(count))
    }
}
