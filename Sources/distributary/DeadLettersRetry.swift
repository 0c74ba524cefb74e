import ArgumentParser
import Daemon
import Delivery
import RouterCore

struct DeadLettersRetry: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Puts dead letters back into their destination's queue, under the same identity."
    )

    @OptionGroup var selection: DeadLetterSelection

    func run() throws {
        for (name, letters) in try selection.options.open() {
            let count = try letters.retry(selection.all ? nil : selection.ids)
            Console.line("\(name): \(count) will be sent again")
        }
    }
}
