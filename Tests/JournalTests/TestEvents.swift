import Foundation
import Journal
import Logging
import RouterCore

/// An event whose payload repeats one byte.
func makeEvent(
    _ id: String,
    size: Int = 100,
    receivedAt: Int64 = 1_700_000_000_000,
    destinations: DestinationSet = DestinationSet(index: 0)
) -> Event {
    Event(
        id: id,
        type: "body",
        userID: "user-\(id)",
        referenceID: nil,
        provider: "DEXCOM",
        reference: nil,
        receivedAt: receivedAt,
        ordering: receivedAt,
        destinations: destinations,
        payload: [UInt8](repeating: UInt8(truncatingIfNeeded: size), count: size)[...]
    )
}

let silentLogger = Logger(label: "journal") { _ in SwiftLogNoOpLogHandler() }

/// Makes a folder of its own and removes it when the body has returned.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

/// All that a reader still has.
func readAll(_ reader: any JournalReader) throws(JournalFailure) -> [Event] {
    var events: [Event] = []
    while true {
        let next = try reader.next(maxEvents: 500, maxBytes: 4 << 20)
        if next.isEmpty { return events }
        events += next
    }
}
