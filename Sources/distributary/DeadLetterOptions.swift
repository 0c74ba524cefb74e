import ArgumentParser
import ConfigurationReader
import Daemon
import Delivery
import Foundation
import RouterCore

/// Which destinations a dead-letter command is about.
struct DeadLetterOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    @Option(help: "The destination; left out: all of them.")
    var destination: String?

    /// The dead letters of each destination that has a file.
    func open() throws -> [(name: String, letters: DeadLetters)] {
        let loaded = try configuration.load()
        let folder = DataFolder(loaded.data)
        let known = folder.knownDestinations
        if let destination, !known.contains(destination) {
            throw CommandFailure(
                "'\(destination)' has no dead letters: \(folder.destinations) holds no file of that name",
                code: CommandFailure.wrongInput
            )
        }
        let coding = RecordCoding.journal(loaded.journal.keys)
        return try known.filter { destination == nil || $0 == destination }.map { name in
            do {
                return (name, try DeadLetters(folder: folder.destinations, destination: name, coding: coding))
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    /// Unix milliseconds as a person reads them.
    static func text(_ milliseconds: Int64) -> String {
        SampleTime(localMicroseconds: milliseconds * 1000, offsetSeconds: 0).instantText ?? "\(milliseconds)"
    }
}
