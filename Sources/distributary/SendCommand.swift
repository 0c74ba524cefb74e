import ArgumentParser
import CGMReadings
import Daemon
import Foundation
import HTTPTransport
import RouterCore
import Signing

struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Posts events from files, or CGM readings as the webhooks that Terra would send.",
        discussion: """
            Signs with the first signing secret, and presents the first bearer token, of the configuration. What is \
            sent twice is recognised as a redelivery.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "Files with an event, a JSON array of events, or NDJSON (*.ndjson, *.jsonl).")
    var files: [String] = []

    @Option(help: "A CSV of CGM readings: id, time, mg/dL.")
    var readings: [String] = []

    @Option(help: "Versions of each day of readings, each a superset of the one before.")
    var versionsPerDay = 1

    @Option(help: "The offset of the readings' times from UTC, such as +01:00; left out: times without an offset.")
    var offset = ""

    @Option(help: "Where to post; left out: the first TCP address that the configuration listens on.")
    var url: String?

    func validate() throws {
        if files.isEmpty && readings.isEmpty { throw ValidationError("Name a file to send, or --readings CSV.") }
        if !(1...288).contains(versionsPerDay) { throw ValidationError("--versions-per-day must be 1 to 288.") }
        let form = /[+-]\d\d:\d\d|Z|/
        if offset.wholeMatch(of: form) == nil { throw ValidationError("--offset must look like +01:00.") }
    }

    func run() async throws {
        let configuration = try options.load()
        let posts = try files.map { try Post(file: $0) } + readings.flatMap { try readingPosts($0) }
        let sender = Sender(client: DaemonClient(configuration), intake: configuration.intake, url: url)
        var total = Receipt()
        for (index, post) in posts.enumerated() {
            Console.progress("\(index) of \(posts.count) sent")
            total.add(try await sender.send(post))
        }
        Console.progress("")
        sender.client.close()
        Console.line("\(posts.count) posts: \(total.accepted) events accepted, \(total.duplicates) redeliveries")
    }

    private func readingPosts(_ path: String) throws -> [Post] {
        let text = String(decoding: try Post.read(path), as: UTF8.self)
        do {
            let file = try ReadingsFile(parsing: text)
            let webhooks = DayWebhooks(versionsPerDay: versionsPerDay, offset: offset).webhooks(for: file.readings)
            return webhooks.map { Post(webhook: $0) }
        } catch {
            throw CommandFailure("\(path): \(error)", code: CommandFailure.wrongInput)
        }
    }
}
