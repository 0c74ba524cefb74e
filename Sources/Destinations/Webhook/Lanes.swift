import RouterCore

/// The events of a batch in lanes: what shares a lane is sent one after the other, lanes go side by side.
enum Lanes {
    /// Indices into the batch. Where the order of a user's events is kept, each user has a lane; else each event has.
    static func of(_ batch: Batch, preservesUserOrder: Bool) -> [[Int]] {
        guard preservesUserOrder else { return batch.events.indices.map { [$0] } }
        var lanes: [[Int]] = []
        var laneOfUser: [String: Int] = [:]
        for (index, event) in batch.events.enumerated() {
            if let user = event.userID, let lane = laneOfUser[user] {
                lanes[lane].append(index)
            } else {
                if let user = event.userID { laneOfUser[user] = lanes.count }
                lanes.append([index])
            }
        }
        return lanes
    }
}
