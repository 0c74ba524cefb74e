import ArgumentParser
import ConfigurationReader
import Daemon
import Foundation
import JSONScanner
import RouterCore

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says which routes match an event and what each destination would be sent. Sends nothing."
    )

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "A file with one event or a JSON array of events.")
    var file: String

    func run() throws {
        let configuration = try options.load()
        let body = try Post.read(file)[...]
        do {
            try withJSON(body) { root in
                guard root.kind == .array else { return try explain(root, body, configuration) }
                try root.forEachElement { index, value in
                    Console.line("event \(index):")
                    try explain(value, body, configuration)
                }
            }
        } catch let error as JSONSyntaxError {
            let place = "\(file):\(error.line):\(error.column)"
            throw CommandFailure("\(place): \(error.message)", code: CommandFailure.wrongInput)
        } catch let error as EnvelopeError {
            throw CommandFailure("\(file): \(error)", code: CommandFailure.wrongInput)
        }
    }

    private func explain(_ value: JSONValue, _ body: Payload, _ configuration: DaemonConfiguration) throws {
        let envelope = try Envelope(value)
        let input = MatchInput(envelope: envelope, root: value)
        let matching = configuration.routes.matchingRoutes(for: input)
        let destinations = configuration.routes.destinations(for: input)
        let event = Event(
            id: "(its trace id, or the SHA-256 of its bytes)",
            type: envelope.type,
            userID: envelope.userID,
            referenceID: envelope.referenceID,
            provider: envelope.provider,
            reference: nil,
            receivedAt: 0,
            ordering: 0,
            destinations: destinations,
            payload: body[(body.startIndex + value.range.lowerBound)..<(body.startIndex + value.range.upperBound)]
        )
        Console.line("  type \(event.type), user \(event.userID ?? "none"), \(event.payload.count) bytes")
        for (index, route) in configuration.routes.routes.enumerated() {
            let names = Self.names(route.destinations, configuration).joined(separator: ", ")
            Console.line("  route \(index + 1) \(matching.contains(index) ? "matches" : "does not match"): \(names)")
        }
        let records = event.records()
        let readings = event.glucoseReadings().count
        for name in Self.names(destinations, configuration) {
            Console.line("  \(name): \(records.count) records, \(readings) readings")
        }
        for record in records {
            let key = record.key
            Console.line(
                "    key: user \(key.userID ?? "none"), \(key.type), \(key.value.isEmpty ? "one a user" : key.value)"
            )
        }
        if destinations.isEmpty { Console.line("  no route matches: it would be kept in the journal and go nowhere") }
    }

    private static func names(_ set: DestinationSet, _ configuration: DaemonConfiguration) -> [String] {
        configuration.destinations.enumerated().compactMap { index, destination in
            set.contains(DestinationSet(index: index)) ? destination.name : nil
        }
    }
}
