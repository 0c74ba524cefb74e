import Daemon
import Foundation
import Synchronization

/// Puts what arrives in parts together to lines, and shows them.
final class TailLines: Sendable {
    private struct Line: Decodable {
        var lost: Int?
        var time: Int64?
        var destination: String?
        var outcome: String?
        var id: String?
        var type: String?
        var attempts: Int?
        var latencyMs: Int64?
        var reason: String?
    }

    private let rest = Mutex<[UInt8]>([])

    func take(_ part: UnsafeRawBufferPointer) {
        let whole: ArraySlice<UInt8> = rest.withLock { rest in
            rest += part
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
            defer { rest.removeFirst(end + 1) }
            return rest[...end]
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let text = whole.split(separator: UInt8(ascii: "\n")).compactMap { bytes in
            (try? decoder.decode(Line.self, from: Data(bytes))).map(Self.text)
        }
        if !text.isEmpty { Console.line(text.joined(separator: "\n")) }
    }

    private static func text(_ line: Line) -> String {
        if let lost = line.lost { return "(\(lost) lines were lost: events were delivered faster than this was read)" }
        let fields = [
            line.time.map(WallClock.text), line.destination, line.outcome, line.type,
            line.attempts.map { $0 == 1 ? "1 attempt" : "\($0) attempts" }, line.latencyMs.map { "\($0) ms" }, line.id,
            line.reason,
        ]
        return fields.compactMap(\.self).joined(separator: "\t")
    }
}
