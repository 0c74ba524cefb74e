/// How many batches may be in flight at once, found from how long they take.
///
/// The rule is that of TCP Vegas (Brakmo and Peterson, 1995), with a batch for a packet. Of `current` batches in flight,
/// `current · (1 - unhindered / mean)` wait in a queue at the destination: where fewer than one does, one more may go;
/// where more than two do, more in flight only makes them wait longer. A destination that throttles, or that failed, gets
/// half as many. Only full batches that were sent while as many as may be were in flight are looked at: others take less
/// time for reasons of their own.
struct ConcurrencyLimit: Sendable {
    /// From 1 to the ceiling.
    private(set) var current: Int

    private let ceiling: Int
    /// True where the user wrote the number.
    private let isFixed: Bool
    /// What a batch takes where none waits: the mean of a few that were sent one at a time.
    private var unhindered: Duration?
    private var count = 0
    private var total = Duration.zero
    private var windowsSinceLook = 0
    /// While batches are sent one at a time to see what they take: how many there were in flight before.
    private var isLookingFrom: Int?

    /// Windows after which it is looked again: the destination, or what it is sent, may have changed.
    private static let windowsBetweenLooks = 64
    private static let batchesOfLook = 3

    /// `start` and `ceiling` are batches; where they are the same, nothing ever changes.
    init(start: Int, ceiling: Int) {
        current = max(1, min(start, ceiling))
        self.ceiling = max(1, ceiling)
        isFixed = start >= ceiling
    }

    /// Whether one small batch more does no harm: the number was found, and is neither the most nor the least.
    var hasRoomAside: Bool { !isFixed && current > 1 && current < ceiling }

    /// A full batch was answered. `inFlight` is what `current` was when it was sent, and as many were in flight with it.
    mutating func answered(after latency: Duration, inFlight: Int) {
        guard !isFixed, inFlight == current else { return }
        guard unhindered != nil || isLookingFrom != nil else { return look() }
        count += 1
        total += latency
        let mean = total / count
        if let before = isLookingFrom {
            guard count >= Self.batchesOfLook else { return }
            unhindered = mean
            isLookingFrom = nil
            set(before)
        } else if count >= max(4, 2 * current) {
            adjust(to: mean)
        }
    }

    /// The destination said that it is sent too much.
    mutating func throttled() {
        guard !isFixed else { return }
        set(max(1, (isLookingFrom ?? current) / 2))
        isLookingFrom = nil
    }

    /// The destination went down: how long it took before says little about how long it will take.
    mutating func failed() {
        throttled()
        unhindered = nil
    }

    private mutating func adjust(to mean: Duration) {
        windowsSinceLook += 1
        guard windowsSinceLook < Self.windowsBetweenLooks, let unhindered else { return look() }
        let waiting = mean > .zero ? Double(current) * (1 - unhindered / mean) : 0
        if waiting < 1 {
            set(min(current + 1, ceiling))
        } else if waiting > 2 {
            set(max(1, current - max(1, current / 8)))
        } else {
            set(current)
        }
    }

    private mutating func look() {
        windowsSinceLook = 0
        isLookingFrom = current
        set(1)
    }

    /// Begins a window with so many in flight.
    private mutating func set(_ concurrency: Int) {
        current = concurrency
        count = 0
        total = .zero
    }
}
