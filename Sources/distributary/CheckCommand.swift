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
        let destinations = configuration.destinations.count
        let routes = configuration.routes.routes.count
        Console.line("\(options.config): good, \(destinations) destinations, \(routes) routes")
        guard connect else { return }
        let results = await ConnectionCheck.run(configuration.destinations)
        Console.line("\n" + FindingsTable(results).text)
        let bad = results.filter(\.isBad).map(\.name)
        guard bad.isEmpty else {
            throw CommandFailure("something must be put right for \(bad.joined(separator: ", "))")
        }
    }
}
