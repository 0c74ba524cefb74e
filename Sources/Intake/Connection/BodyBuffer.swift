/// Collects bytes into one array within a size limit and the memory budget. What it reserved is given back by
/// `discard`, or passes with the bytes to whoever calls `take`.
struct BodyBuffer {
    enum Overflow: Error {
        case tooLarge
        case overBudget
    }

    /// Small enough to be allocated on a client's word before a byte of the body came.
    private static let trustedCapacity = 64 << 10

    private let budget: MemoryBudget
    private let maxBytes: Int
    private let expectedBytes: Int?
    private(set) var bytes: [UInt8] = []
    private(set) var reservedBytes = 0

    /// `expectedBytes`, if known, spares growing beyond it.
    init(budget: MemoryBudget, maxBytes: Int, expectedBytes: Int?) {
        self.budget = budget
        self.maxBytes = maxBytes
        self.expectedBytes = expectedBytes
    }

    mutating func append(_ more: UnsafeRawBufferPointer) throws(Overflow) {
        let needed = bytes.count + more.count
        guard needed <= maxBytes else { throw .tooLarge }
        if needed > reservedBytes { try grow(to: needed) }
        bytes.append(contentsOf: more)
    }

    /// The bytes and what they hold of the budget; the buffer is empty then.
    mutating func take() -> (bytes: [UInt8], reservedBytes: Int) {
        defer {
            bytes = []
            reservedBytes = 0
        }
        return (bytes, reservedBytes)
    }

    mutating func discard() {
        budget.release(reservedBytes)
        bytes = []
        reservedBytes = 0
    }

    /// Doubles, so that a body is copied twice at most, but never beyond what is expected or allowed.
    private mutating func grow(to needed: Int) throws(Overflow) {
        let ceiling = min(max(expectedBytes ?? maxBytes, needed), maxBytes)
        let first = min(ceiling, expectedBytes == nil ? needed : Self.trustedCapacity)
        let capacity = max(needed, min(ceiling, max(first, reservedBytes * 2)))
        guard budget.reserve(capacity - reservedBytes) else { throw .overBudget }
        reservedBytes = capacity
        bytes.reserveCapacity(capacity)
    }
}
