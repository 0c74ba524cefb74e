import ArgumentParser
import Delivery

/// The dead letters that `retry` and `drop` are about.
struct DeadLetterSelection: ParsableArguments {
    @OptionGroup var options: DeadLetterOptions

    @Flag(help: "All of them.")
    var all = false

    @Option(help: "Those that died since then: a time such as 2026-09-15T08:00:00Z, or how long ago, such as 24h.")
    var since: String?

    @Argument(help: "The ids that `list` shows.")
    var ids: [Int64] = []

    func validate() throws {
        guard [all, since != nil, !ids.isEmpty].count(where: { $0 }) == 1 else {
            throw ValidationError("Name ids, or say --since, or --all.")
        }
        if !ids.isEmpty, options.destination == nil {
            throw ValidationError("Ids belong to a destination: name it with --destination.")
        }
    }

    func chosen() throws -> DeadLetters.Selection {
        if let since { return .since(try TimePoint.parse(since, option: "--since")) }
        return all ? .all : .ids(ids)
    }
}
