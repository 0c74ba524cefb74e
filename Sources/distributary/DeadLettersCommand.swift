import ArgumentParser

struct DeadLettersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "Lists, shows, sends again or drops what a destination refused. Works while the daemon runs.",
        subcommands: [
            DeadLettersList.self, DeadLettersShow.self, DeadLettersRetry.self, DeadLettersDrop.self,
        ]
    )
}
