/// A time that only the test moves.
struct ManualInstant: InstantProtocol {
    var offset: Duration = .zero

    func advanced(by duration: Duration) -> ManualInstant {
        ManualInstant(offset: offset + duration)
    }

    func duration(to other: ManualInstant) -> Duration {
        other.offset - offset
    }

    static func < (left: ManualInstant, right: ManualInstant) -> Bool {
        left.offset < right.offset
    }
}
