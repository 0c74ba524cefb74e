/// Finds what a destination refuses in a batch that it refused as a whole: parts of it, in order, and parts of the one
/// that is refused, until the poison stands alone. Nothing is judged that was not sent alone.
///
/// What a poison costs is what is sent in vain until it is found. Halves are refused with as many events again as the
/// batch holds; eighths with a seventh of them, for a few requests more. Of a few events it is the requests that cost.
///
/// What follows the first poison is tried as a whole once, so that one poison among many costs no more than finding it;
/// behind a second one the parts are kept, so that a batch of nothing but poison costs about two requests an event.
package struct Bisection<Element: Sendable>: Sendable {
    private struct Segment {
        var elements: ArraySlice<Element>
        /// How many of them are sent at a time, where something in it is known to be refused; nil where nothing is known:
        /// then all of them.
        var step: Int?

        var nextCount: Int { min(step ?? elements.count, elements.count) }
    }

    /// In order, the next one first.
    private var segments: [Segment] = []
    /// What the fragment that is out was taken from goes on with, should it be taken: something in the rest is refused
    /// then.
    private var stepIfTaken: Int?
    private var poisonCount = 0

    /// Nothing was refused yet.
    package init() {}

    /// True when nothing is left to be sent.
    package var isFinished: Bool { segments.isEmpty }

    /// All that was refused and is not in the fragment that is out, in order.
    package var remaining: [Element] { segments.flatMap(\.elements) }

    /// How many these are.
    package var remainingCount: Int { segments.reduce(0) { $0 + $1.elements.count } }

    /// Calls `body` with each of `remaining`, without a copy of all of them.
    package func visitRemaining(_ body: (borrowing Element) -> Void) {
        for segment in segments {
            for index in segment.elements.indices { body(segment.elements[index]) }
        }
    }

    /// The first of `remaining`.
    package var first: Element? { segments.first?.elements.first }

    /// How many the next fragment holds.
    package var nextCount: Int { segments.first?.nextCount ?? 0 }

    /// The next fragment to send; nil when finished.
    package mutating func next() -> [Element]? {
        guard let segment = segments.first else { return nil }
        let fragment = segment.elements.prefix(segment.nextCount)
        let rest = segment.elements.dropFirst(fragment.count)
        if rest.isEmpty {
            stepIfTaken = nil
            segments.removeFirst()
        } else {
            stepIfTaken = segment.step
            segments[0] = Segment(elements: rest, step: nil)
        }
        return Array(fragment)
    }

    /// The fragment was taken whole.
    package mutating func taken() {
        guard let step = stepIfTaken, !segments.isEmpty else { return }
        let count = segments[0].elements.count
        // The last part need not be sent whole to know that it is refused.
        segments[0].step = count <= step ? Self.part(of: count) : step
    }

    /// The batch, or the fragment, was refused as a whole: the poison if it stood alone, else nil, and its parts come
    /// next.
    package mutating func refused(_ elements: [Element]) -> Element? {
        guard elements.count == 1, let poison = elements.first else {
            segments.insert(Segment(elements: elements[...], step: Self.part(of: elements.count)), at: 0)
            return nil
        }
        poisonCount += 1
        if poisonCount == 1, segments.count > 1 {
            segments = [Segment(elements: remaining[...], step: nil)]
        }
        return poison
    }

    private static func part(of count: Int) -> Int { count > 16 ? (count + 7) / 8 : (count + 1) / 2 }
}
