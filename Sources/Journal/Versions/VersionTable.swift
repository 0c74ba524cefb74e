internal import RouterCore

/// The newest version of each of the things that were appended lately, at most `maxKeys` of them.
///
/// A row of 40 bytes a thing, and over the rows a table with open addressing: at least two slots of 4 bytes each. Both
/// grow with what they hold. Where no row is free, one that has not changed for long is given up: older versions of its
/// thing are then sent although they need not be, and nothing else comes of it.
struct VersionTable {
    private struct Row {
        var key: VersionKey
        var ordering: Int64
        var sequence: UInt64
        var destinations: UInt64

        init(_ version: EventVersion, _ destinations: UInt64) {
            key = version.key
            ordering = version.ordering
            sequence = version.sequence
            self.destinations = destinations
        }

        var version: EventVersion { EventVersion(key: key, ordering: ordering, sequence: sequence) }
    }

    private static let minSlots = 1024
    /// How many rows are compared to find one to give up.
    private static let candidates = 8

    private let maxKeys: Int
    /// Makes the slots that a key falls into unknown to whoever chooses user ids.
    private let multiplier: UInt64
    private var rows: [Row] = []
    /// Positions in the rows plus 1; 0 is free. Its size is a power of two.
    private var slots: [UInt32] = []
    private var shift: UInt64 = 64
    /// Where the next row to give up is looked for.
    private var hand = 0

    init(maxKeys: Int, multiplier: UInt64) {
        self.maxKeys = max(1, min(maxKeys, Int(UInt32.max) - 1))
        self.multiplier = multiplier | 1
    }

    var count: Int { rows.count }

    /// Whether a newer version is known that names the destination with this bit.
    func isSuperseded(_ version: EventVersion, for destination: UInt64) -> Bool {
        guard let slot = find(version.key) else { return false }
        let row = rows[Int(slots[slot]) - 1]
        return row.destinations & destination != 0 && row.version.isNewer(than: version)
    }

    /// The bits of those destinations for which a newer version is known.
    func superseders(of version: EventVersion) -> UInt64 {
        guard let slot = find(version.key) else { return 0 }
        let row = rows[Int(slots[slot]) - 1]
        return row.version.isNewer(than: version) ? row.destinations : 0
    }

    /// Takes in a version that is durable. Returns the sequence of what is superseded from now on, for some destination
    /// at least: that of the version before, or its own where it came late.
    mutating func insert(_ version: EventVersion, for destinations: UInt64) -> UInt64? {
        guard let slot = find(version.key) else {
            add(Row(version, destinations))
            return nil
        }
        let position = Int(slots[slot]) - 1
        let known = rows[position]
        let isShared = known.destinations & destinations != 0
        guard version.isNewer(than: known.version) else { return isShared ? version.sequence : nil }
        rows[position] = Row(version, destinations)
        return isShared ? known.sequence : nil
    }

    mutating func removeAll() {
        rows = []
        slots = []
        hand = 0
    }

    private mutating func add(_ row: Row) {
        if rows.count == maxKeys {
            let position = giveUpRow()
            rows[position] = row
            slots[freeSlot(row.key)] = UInt32(position + 1)
            return
        }
        if 2 * (rows.count + 1) > slots.count { grow() }
        rows.append(row)
        slots[freeSlot(row.key)] = UInt32(rows.count)
    }

    /// Frees the row, of the next few, whose version is the oldest in the journal.
    private mutating func giveUpRow() -> Int {
        var oldest = hand
        for offset in 1..<Self.candidates {
            let position = (hand + offset) % rows.count
            if rows[position].sequence < rows[oldest].sequence { oldest = position }
        }
        hand = (hand + Self.candidates) % rows.count
        if let slot = find(rows[oldest].key) { free(slot) }
        return oldest
    }

    // MARK: Slots

    private func slot(_ key: VersionKey) -> Int { Int((key.low &* multiplier) >> shift) }

    private func find(_ key: VersionKey) -> Int? {
        if slots.isEmpty { return nil }
        var slot = slot(key)
        while slots[slot] != 0 {
            if rows[Int(slots[slot]) - 1].key == key { return slot }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func freeSlot(_ key: VersionKey) -> Int {
        var slot = slot(key)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    /// Empties a slot and moves up what only stood behind it because it was taken.
    private mutating func free(_ freed: Int) {
        let mask = slots.count - 1
        var hole = freed
        var next = (hole + 1) & mask
        while slots[next] != 0 {
            let home = slot(rows[Int(slots[next]) - 1].key)
            if (next - home) & mask >= (next - hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = 0
    }

    private mutating func grow() {
        let size = max(Self.minSlots, slots.count * 2)
        slots = Array(repeating: 0, count: size)
        shift = UInt64(UInt64.bitWidth - size.trailingZeroBitCount)
        for position in rows.indices { slots[freeSlot(rows[position].key)] = UInt32(position + 1) }
    }
}
