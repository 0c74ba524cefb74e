import ArgumentParser
import Daemon
import RouterCore

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads the configuration and shows every mistake at once."
    )

    @OptionGroup var options: ConfigurationOptions

    @Flag(
        help: """
            Also tries every destination, and writes nothing: whether it can be reached, takes the credentials and has \
            what it needs. Exits with 1 where something must be put right.
            """
    )
    var connect = false

    func run() async throws {
        let configuration = try options.load()
        let destinations = Self.count(configuration.destinations.count, "destination")
        let routes = Self.count(configuration.routes.routes.count, "route")
        Console.line("\(options.config): good, \(destinations), \(routes)")
        guard connect else { return }
        let results = await ConnectionCheck.run(configuration.destinations)
        Console.line("\n" + FindingsTable(results).text)
        let bad = results.filter(\.isBad).map(\.name)
        guard bad.isEmpty else {
            throw CommandFailure("something must be put right for \(bad.joined(separator: ", "))")
        }
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
