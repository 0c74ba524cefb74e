import Foundation
import Synchronization

/// How long events were under way: from the unix time in microseconds that their sender wrote into each line as
/// `"sent_at":` to their arrival here, in steps of 10 µs up to 10 s.
final class SinkLatencies: Sendable {
    private static let step: Int64 = 10
    private static let mark = Array(#""sent_at":"#.utf8)

    private let counts = Mutex([Int](repeating: 0, count: 1_000_000))

    /// Notes every line of a body that came in just now.
    func note(_ body: [UInt8]) {
        let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
        counts.withLock { counts in
            for line in body.split(separator: UInt8(ascii: "\n")) {
                guard let sentAt = Self.sentAt(line) else { continue }
                counts[Int(min(max(0, (now - sentAt) / Self.step), Int64(counts.count - 1)))] += 1
            }
        }
    }

    /// The 50th and 99th percentile in milliseconds, with a space between; begins anew.
    func takeText() -> String {
        counts.withLock { counts in
            let text = [0.5, 0.99].map { String(Self.percentile($0, of: counts)) }.joined(separator: " ")
            counts = [Int](repeating: 0, count: counts.count)
            return text
        }
    }

    private static func percentile(_ share: Double, of counts: [Int]) -> Double {
        var rest = Int((Double(counts.reduce(0, +)) * share).rounded(.up))
        for (index, count) in counts.enumerated() where rest > 0 {
            rest -= count
            if rest <= 0 { return Double(Int64(index) * step) / 1_000 }
        }
        return 0
    }

    private static func sentAt(_ line: ArraySlice<UInt8>) -> Int64? {
        guard let start = line.firstRange(of: mark)?.upperBound else { return nil }
        return Int64(String(decoding: line[start...].prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
    }
}
