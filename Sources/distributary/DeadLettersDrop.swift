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
        for (name, letters) in try selection.options.open() {
            let count = try letters.drop(selection.all ? nil : selection.ids)
            Console.line("\(name): \(count) dropped")
        }
    }
}
