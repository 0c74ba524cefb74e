import ArgumentParser

@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distributary-bench",
        abstract: "What scripts/bench needs beside the daemon: yardsticks and a receiver.",
        subcommands: [AppendLoop.self, EncodeLoop.self, Noop.self, Sink.self]
    )
}
