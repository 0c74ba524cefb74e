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
        let chosen = try selection.chosen()
        for (name, letters) in try selection.options.open() {
            let count = try letters.retry(chosen)
            Console.line("\(name): \(count) will be sent again")
        }
    }
}
