import ArgumentParser
import Daemon
import RouterCore

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads the configuration and shows every mistake at once."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try options.load()
        let destinations = configuration.destinations.count
        let routes = configuration.routes.routes.count
        Console.line("\(options.config): good, \(destinations) destinations, \(routes) routes")
    }
}
