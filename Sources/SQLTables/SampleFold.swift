/// Keeps of each user's reading the newest version, and leaves the rows in the order of user and time.
///
/// A day arrives over and over, each time with a few readings more, so most rows of a full batch are older versions of
/// others. They are sorted rather than hashed: the stores want them sorted anyhow, so that transactions that meet lock
/// rows in the same order, and each event's readings already are a run.
struct SampleFold {
    private var rows: [SampleRow] = []

    mutating func append(_ row: SampleRow) { rows.append(row) }

    /// The newest of each user and time, by (`userRank[user]`, time). Of equal versions the one appended last.
    func newest(userRank: [Int]) -> [SampleRow] {
        var order = rows.indices.map { key(of: $0, userRank: userRank) }
        order.sort { left, right in
            if left.user != right.user { return left.user < right.user }
            if left.time != right.time { return left.time < right.time }
            if left.ordering != right.ordering { return left.ordering < right.ordering }
            return left.row < right.row
        }
        var newest: [SampleRow] = []
        newest.reserveCapacity(order.count)
        for (index, key) in order.enumerated() {
            if index + 1 < order.count, order[index + 1].user == key.user, order[index + 1].time == key.time {
                continue
            }
            newest.append(rows[key.row])
        }
        return newest
    }

    private func key(of row: Int, userRank: [Int]) -> Key {
        let sample = rows[row]
        return Key(user: userRank[sample.user], time: sample.timeKey, ordering: sample.ordering, row: row)
    }

    private struct Key {
        let user: Int
        let time: Int64
        let ordering: Int64
        let row: Int
    }
}
