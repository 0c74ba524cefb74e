/// The identities that were accepted lately: the newest `maxEntries` of them, and none longer than `seconds`.
///
/// A ring of fingerprints and times in the order of acceptance, and over it a table with open addressing: 20 bytes an
/// entry in the ring, and at least two slots of 4 bytes in the table. Both grow with what they hold.
struct DeduplicationWindow {
    private static let minCapacity = 1024

    private let seconds: Int64
    private let maxEntries: Int
    /// Makes the slots that an identity falls into unknown to whoever chooses identities.
    private let multiplier: UInt64
    private var low: [UInt64] = []
    private var high: [UInt64] = []
    private var times: [UInt32] = []
    /// The oldest entry in the ring.
    private var head = 0
    private(set) var count = 0
    /// Positions in the ring plus 1; 0 is free. Its size is a power of two.
    private var slots: [UInt32] = []
    private var shift: UInt64 = 64

    /// `seconds` of 0 turns deduplication off.
    init(seconds: Int64, maxEntries: Int, multiplier: UInt64) {
        self.seconds = seconds
        self.maxEntries = seconds > 0 ? max(0, min(maxEntries, Int(UInt32.max) - 1)) : 0
        self.multiplier = multiplier | 1
    }

    var isOff: Bool { maxEntries == 0 }

    /// Whether the identity was accepted within the window that ends at `time`, in unix milliseconds.
    func contains(_ fingerprint: Fingerprint, at time: Int64) -> Bool {
        guard count > 0, let slot = find(fingerprint) else { return false }
        return !isExpired(Int(slots[slot]) - 1, at: Self.seconds(time))
    }

    /// Remembers an identity that was accepted at `time`, as the newest.
    mutating func insert(_ fingerprint: Fingerprint, at time: Int64) {
        if isOff { return }
        let now = Self.seconds(time)
        while count > 0, count == maxEntries || isExpired(head, at: now) { removeOldest() }
        if count == low.count { grow() }
        let position = (head + count) % low.count
        low[position] = fingerprint.low
        high[position] = fingerprint.high
        times[position] = UInt32(clamping: now)
        count += 1
        // An expired entry of the same identity loses its slot to this one.
        slots[find(fingerprint) ?? freeSlot(fingerprint.low)] = UInt32(position + 1)
    }

    /// Remembers a commit's records, in their order.
    mutating func insert(_ entries: [IndexEntry]) {
        for entry in entries { insert(entry.fingerprint, at: entry.receivedAt) }
    }

    /// Remembers a segment's records, in their order.
    mutating func insert(_ entries: IndexEntries) {
        entries.visit { insert($0.fingerprint, at: $0.receivedAt) }
    }

    private static func seconds(_ milliseconds: Int64) -> Int64 { milliseconds / 1000 }

    private func isExpired(_ position: Int, at now: Int64) -> Bool {
        now - Int64(times[position]) > seconds
    }

    private func slot(_ low: UInt64) -> Int { Int((low &* multiplier) >> shift) }

    private func find(_ fingerprint: Fingerprint) -> Int? {
        if slots.isEmpty { return nil }
        var slot = slot(fingerprint.low)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if low[position] == fingerprint.low, high[position] == fingerprint.high { return slot }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func freeSlot(_ low: UInt64) -> Int {
        var slot = slot(low)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func removeOldest() {
        if let slot = find(Fingerprint(low: low[head], high: high[head])), Int(slots[slot]) == head + 1 {
            free(slot)
        }
        head = (head + 1) % low.count
        count -= 1
    }

    /// Empties a slot and moves up what only stood behind it because it was taken.
    private mutating func free(_ freed: Int) {
        let mask = slots.count - 1
        var hole = freed
        var next = (hole + 1) & mask
        while slots[next] != 0 {
            let home = slot(low[Int(slots[next]) - 1])
            if (next - home) & mask >= (next - hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = 0
    }

    private mutating func grow() {
        let capacity = min(maxEntries, max(Self.minCapacity, low.count * 2))
        let order = (0..<count).map { (head + $0) % low.count }
        low = order.map { low[$0] } + Array(repeating: 0, count: capacity - count)
        high = order.map { high[$0] } + Array(repeating: 0, count: capacity - count)
        times = order.map { times[$0] } + Array(repeating: 0, count: capacity - count)
        head = 0
        var size = 2
        while size < 2 * capacity { size *= 2 }
        slots = Array(repeating: 0, count: size)
        shift = UInt64(UInt64.bitWidth - size.trailingZeroBitCount)
        for position in 0..<count {
            // Where an identity stands twice, the newer entry has the slot.
            let fingerprint = Fingerprint(low: low[position], high: high[position])
            slots[find(fingerprint) ?? freeSlot(low[position])] = UInt32(position + 1)
        }
    }
}
