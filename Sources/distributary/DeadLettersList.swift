import ArgumentParser
import Daemon
import Delivery
import Foundation
import RouterCore

struct DeadLettersList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists dead letters with their reasons, oldest first; never their payloads."
    )

    @OptionGroup var options: DeadLetterOptions

    @Option(help: "Only those that died at or after this time, such as 2026-09-15T08:00:00Z, or within 24h.")
    var since: String?

    @Option(help: "The most lines for each destination.")
    var limit = 1000

    func run() throws {
        let since = try since.map { try Self.time($0) } ?? 0
        for (name, letters) in try options.open() {
            for letter in try letters.list(since: since, limit: limit) {
                let died = DeadLetterOptions.text(letter.diedAt)
                Console.line(
                    "\(name)\t\(letter.id)\t\(died)\t\(letter.type)\t\(letter.userID ?? "-")\t\(letter.byteCount) bytes\t"
                        + "\(letter.attempts) attempts\t\(letter.eventID)\t\(letter.reason)"
                )
            }
        }
    }

    /// Unix milliseconds of an ISO 8601 instant, or of so long ago as `24h` says.
    static func time(_ text: String) throws -> Int64 {
        let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count < 100_000 {
            return Int64(Date().timeIntervalSince1970 * 1000) - count * unit
        }
        if let instant = SampleTime(parsing: text)?.unixMicroseconds { return instant / 1000 }
        throw CommandFailure(
            "--since must be a time with its offset, such as 2026-09-15T08:00:00Z, or an age such as 24h",
            code: CommandFailure.wrongInput
        )
    }
}
