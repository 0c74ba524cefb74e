import ArgumentParser
import Daemon
import Delivery
import RouterCore

struct DeadLettersShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one dead letter. The payload is health data: it is printed only with --payload."
    )

    @OptionGroup var options: DeadLetterOptions

    @Flag(help: "Prints the payload alone, byte for byte.")
    var payload = false

    @Argument(help: "The id that `list` shows.")
    var id: Int64

    func run() throws {
        let opened = try options.open()
        guard opened.count == 1, let (name, letters) = opened.first else {
            throw CommandFailure("name the destination with --destination", code: CommandFailure.wrongInput)
        }
        guard let letter = try letters.show(id) else {
            throw CommandFailure("'\(name)' has no dead letter \(id)")
        }
        if payload {
            guard let event = letter.event else { throw CommandFailure("the event of dead letter \(id) was lost") }
            Console.bytes(event.payload)
            return
        }
        let rows = [
            ("destination", name), ("id", "\(letter.id)"), ("event", letter.eventID), ("type", letter.type),
            ("user", letter.userID ?? "-"), ("bytes", "\(letter.byteCount)"),
            ("received", letter.receivedAt.map(DeadLetterOptions.text) ?? "-"), ("attempts", "\(letter.attempts)"),
            ("first attempt", letter.firstAttemptAt.map(DeadLetterOptions.text) ?? "-"),
            ("died", DeadLetterOptions.text(letter.diedAt)), ("reason", letter.reason),
        ]
        for (key, value) in rows { Console.line("\(key): \(value)") }
    }
}
