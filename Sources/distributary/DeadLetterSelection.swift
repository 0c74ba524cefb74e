import ArgumentParser

/// The dead letters that `retry` and `drop` are about.
struct DeadLetterSelection: ParsableArguments {
    @OptionGroup var options: DeadLetterOptions

    @Flag(help: "All of them.")
    var all = false

    @Argument(help: "The ids that `list` shows.")
    var ids: [Int64] = []

    func validate() throws {
        if all == !ids.isEmpty { throw ValidationError("Name ids, or say --all.") }
        if !ids.isEmpty, options.destination == nil {
            throw ValidationError("Ids belong to a destination: name it with --destination.")
        }
    }
}
