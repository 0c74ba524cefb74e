import Backfill

/// What became of a backfill, in words.
struct BackfillSummary {
    private static let shownFailures = 20

    private let machine: BackfillMachine

    init(_ machine: BackfillMachine) {
        self.machine = machine
    }

    /// Says it; throws where something is missing.
    func tell() throws {
        Console.progress("")
        let counts = machine.counts
        Console.line(
            "backfill: \(counts.done) of \(counts.total) days done, \(counts.accepted) events accepted, "
                + "\(counts.duplicates) known already"
        )
        if !machine.references.isEmpty {
            Console.line(
                "\(counts.awaited) days come through the webhook: see `distributary status`, or call this again to wait"
            )
        }
        for failure in machine.failures.prefix(Self.shownFailures) {
            let window = failure.window
            Console.error("\(machine.job.users[window.user]), \(window.type), \(window.days): \(failure.reason)")
        }
        if counts.failed > Self.shownFailures { Console.error("and \(counts.failed - Self.shownFailures) more") }
        if let fatal = machine.fatal {
            throw CommandFailure("\(fatal). Call the same command again to go on where it stopped")
        }
        if counts.failed > 0 {
            throw CommandFailure(
                "\(counts.failed) requests failed. Call the same command again to ask for those days only"
            )
        }
    }
}
