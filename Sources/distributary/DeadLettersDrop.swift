import ArgumentParser
import Daemon
import Delivery
import RouterCore

struct DeadLettersDrop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Deletes dead letters for good."
    )

    @OptionGroup var selection: DeadLetterSelection

    func run() throws {
        let chosen = try selection.chosen()
        for (name, letters) in try selection.options.open() {
            let count = try letters.drop(chosen)
            Console.line("\(name): \(count) dropped")
        }
    }
}
