/// Finds what a destination refuses in a batch that it refused as a whole: halves, in order, until the poison stands
/// alone. Nothing is judged that was not sent alone.
///
/// What follows the first poison is tried as a whole once, so that one poison among 500 costs about log2(500) requests;
/// behind a second one the halves are kept, so that a batch of nothing but poison costs two requests an event.
package struct Bisection<Element: Sendable>: Sendable {
    private struct Segment {
        var elements: [Element]
        /// True if something in it is known to be refused.
        var isSuspect: Bool
    }

    /// In order, the next one first.
    private var segments: [Segment] = []
    /// True if the next segment is suspect should the fragment that is out be taken.
    private var blameFallsOnNext = false
    private var poisonCount = 0

    /// Nothing was refused yet.
    package init() {}

    /// True when nothing is left to be sent.
    package var isFinished: Bool { segments.isEmpty }

    /// All that was refused and is not in the fragment that is out, in order.
    package var remaining: [Element] { segments.flatMap(\.elements) }

    /// The first of `remaining`.
    package var first: Element? { segments.first?.elements.first }

    /// How many the next fragment holds.
    package var nextCount: Int {
        guard let segment = segments.first else { return 0 }
        return segment.isSuspect ? max(1, segment.elements.count / 2) : segment.elements.count
    }

    /// The next fragment to send; nil when finished.
    package mutating func next() -> [Element]? {
        guard let segment = segments.first else { return nil }
        let half = segment.elements.count / 2
        blameFallsOnNext = segment.isSuspect && half > 0
        guard blameFallsOnNext else {
            segments.removeFirst()
            return segment.elements
        }
        segments[0] = Segment(elements: Array(segment.elements[half...]), isSuspect: false)
        return Array(segment.elements[..<half])
    }

    /// The fragment was taken whole.
    package mutating func taken() {
        if blameFallsOnNext, !segments.isEmpty {
            segments[0].isSuspect = true
        }
    }

    /// The batch, or the fragment, was refused as a whole: the poison if it stood alone, else nil, and its halves come
    /// next.
    package mutating func refused(_ elements: [Element]) -> Element? {
        guard elements.count == 1, let poison = elements.first else {
            segments.insert(Segment(elements: elements, isSuspect: true), at: 0)
            return nil
        }
        poisonCount += 1
        if poisonCount == 1, segments.count > 1 {
            segments = [Segment(elements: remaining, isSuspect: false)]
        }
        return poison
    }
}
