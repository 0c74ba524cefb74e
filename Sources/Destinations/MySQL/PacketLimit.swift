internal import RouterCore
import SQLTables

/// Which events have a row that no statement can hold, because the server takes none that long.
struct PacketLimit {
    /// In bytes, `max_allowed_packet`.
    let maxPacket: Int

    /// Beside the payload: the statement around the row, and the row's other columns, each as long as it may be.
    private static let rest = 16 << 10

    /// For each event of the batch that is too long, why it is refused.
    func refusals(_ rows: TableRows) -> [Int: String] {
        var refusals: [Int: String] = [:]
        for row in rows.dataPayloads { refusals[row.event] = refusal(row.payload) ?? refusals[row.event] }
        for row in rows.otherPayloads { refusals[row.event] = refusal(row.payload) ?? refusals[row.event] }
        return refusals
    }

    private func refusal(_ payload: Payload) -> String? {
        guard SQLText.maxLength(payload.count) + Self.rest > maxPacket else { return nil }
        let length = SQLText.length(payload) + Self.rest
        guard length > maxPacket else { return nil }
        return """
            the event needs a statement of \(length) bytes, over the server's max_allowed_packet of \(maxPacket); raise \
            it there, up to 1 GiB
            """
    }
}
