internal import RouterCore

/// Gathers the rows of one event after the other and folds those of the same key into the newest.
struct TableExtraction {
    private(set) var users: [ExactString: UserRow] = [:]
    private(set) var dataPayloads: [DataPayloadKey: DataPayloadRow] = [:]
    private(set) var otherPayloads: [ExactString: OtherPayloadRow] = [:]
    private(set) var sampleUsers: [ExactString] = []
    private(set) var samples = SampleFold()
    private(set) var floatingSamples = SampleFold()
    private var sampleUserIndex: [ExactString: Int] = [:]

    mutating func add(_ event: Event, at position: Int) {
        for change in event.userChanges() {
            add(UserRow(change, ordering: event.ordering, event: position))
        }
        let (records, readings) = event.contents()
        for record in records {
            if record.isData {
                add(DataPayloadRow(record, of: event, at: position))
            } else {
                otherPayloads[ExactString(event.id)] = OtherPayloadRow(event, at: position)
            }
        }
        guard let userID = event.userID else { return }
        var user: Int?
        for (_, reading) in readings {
            let index = user ?? sampleUser(userID)
            user = index
            let row = SampleRow(reading, user: index, ordering: event.ordering, event: position)
            if reading.time.offsetSeconds == nil {
                floatingSamples.append(row)
            } else {
                samples.append(row)
            }
        }
    }

    /// The place of each sample user in the order of user ids.
    func userRank() -> [Int] {
        var rank = [Int](repeating: 0, count: sampleUsers.count)
        for (place, user) in sampleUsers.indices.sorted(by: { sampleUsers[$0] < sampleUsers[$1] }).enumerated() {
            rank[user] = place
        }
        return rank
    }

    private mutating func add(_ row: UserRow) {
        users[ExactString(row.userID), default: row].merge(row)
    }

    private mutating func add(_ row: DataPayloadRow) {
        let key = DataPayloadKey(row)
        if let other = dataPayloads[key], other.ordering > row.ordering { return }
        dataPayloads[key] = row
    }

    private mutating func sampleUser(_ userID: String) -> Int {
        let key = ExactString(userID)
        if let index = sampleUserIndex[key] { return index }
        let index = sampleUsers.count
        sampleUserIndex[key] = index
        sampleUsers.append(key)
        return index
    }
}
