/// A time that only the test moves.
struct ManualInstant: InstantProtocol {
    var offset: Duration = .zero
    /// Unix time in milliseconds, on a machine that was started at the epoch.
    var unixTime: Int64 { Int64(offset / .milliseconds(1)) }

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
