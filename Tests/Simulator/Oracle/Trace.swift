import Foundation

/// What happened, as a hash that tells two runs apart, and as lines where somebody reads them.
package struct Trace: Sendable {
    /// FNV-1a over all that was noted.
    package private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    package private(set) var count = 0
    private let isPrinted: Bool
    /// What differs from run to run, and is left out of the lines.
    private let folder: String

    init(isPrinted: Bool, folder: String) {
        self.isPrinted = isPrinted
        self.folder = folder
    }

    /// `text` is for the reader alone.
    mutating func note(
        _ time: Duration,
        _ what: StaticString,
        _ first: Int = 0,
        _ second: Int = 0,
        _ text: @autoclosure () -> String = ""
    ) {
        count += 1
        mix(UInt64(truncatingIfNeeded: time.components.seconds))
        mix(UInt64(truncatingIfNeeded: time.components.attoseconds))
        what.withUTF8Buffer { for byte in $0 { mix(byte) } }
        mix(UInt64(truncatingIfNeeded: first))
        mix(UInt64(truncatingIfNeeded: second))
        guard isPrinted else { return }
        let text = text().replacingOccurrences(of: folder, with: "")
        print("\(Self.seconds(time)) \(what) \(first) \(second) \(text)")
    }

    private mutating func mix(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    private mutating func mix(_ number: UInt64) {
        hash = (hash ^ number) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 29
    }

    private static func seconds(_ time: Duration) -> String {
        let milliseconds = Int(time / .milliseconds(1))
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}
