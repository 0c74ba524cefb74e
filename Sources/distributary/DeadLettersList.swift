import ArgumentParser
import Daemon
import Delivery
import RouterCore

struct DeadLettersList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists dead letters with their reasons, oldest first; never their payloads."
    )

    @OptionGroup var options: DeadLetterOptions

    @Option(help: "Only those that died since then: a time such as 2026-09-15T08:00:00Z, or how long ago, such as 24h.")
    var since: String?

    @Option(help: "The most lines for each destination.")
    var limit = 1000

    func run() throws {
        let since = try since.map { try TimePoint.parse($0, option: "--since") } ?? 0
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
}
