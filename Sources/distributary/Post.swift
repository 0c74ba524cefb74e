import CGMReadings
import Foundation
import HTTPTransport

/// One request of `send`.
struct Post {
    let name: String
    let body: [UInt8]
    let headers: [HTTPField]

    init(file: String) throws {
        name = file
        body = try Self.read(file)
        let isLines = file.hasSuffix(".ndjson") || file.hasSuffix(".jsonl")
        headers = [HTTPField("Content-Type", isLines ? "application/x-ndjson" : "application/json")]
    }

    init(webhook: DayWebhook) {
        name = "\(webhook.userID) \(webhook.date)"
        body = webhook.body
        headers = [
            HTTPField("Content-Type", "application/json"), HTTPField("X-Terra-Trace-Id", webhook.traceID),
            HTTPField("X-Terra-Ordering-Timestamp", "\(webhook.ordering)"),
        ]
    }

    static func read(_ path: String) throws -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CommandFailure("\(path): \(error.localizedDescription)", code: CommandFailure.wrongInput)
        }
    }
}
