import Foundation
import HTTPTransport
import TestSupport
import Testing

/// A stretch of the journal is sent again by the real daemon; outcomes are watched while they happen.
@Suite(.timeLimit(.minutes(5))) struct ReplayTests {
    private static func destinations(_ list: [(String, WebhookReceiver)], keep: String = "1h") -> String {
        let entries = list.map { name, receiver in
            "  \(name): {kind: webhook, url: \"\(receiver.url)\", batch: {max_events: 20}, concurrency: 4, "
                + "retry: {initial: 20ms, max: 200ms}}"
        }
        let routes = list.map { name, _ in
            name == "late" ? "  - {match: {type: body}, to: [late]}" : "  - to: [\(name)]"
        }
        return """
            journal: {keep: \(keep), segment_size: 1MiB}
            destinations:
            \(entries.joined(separator: "\n"))
            routes:
            \(routes.joined(separator: "\n"))

            """
    }

    private static func identities(_ receiver: WebhookReceiver) -> [String] {
        receiver.accepted.compactMap { $0.header("webhook-id") }
    }

    @Test func aDestinationAddedLaterIsFilledFromTheJournalThoughTheDaemonIsKilledInTheMiddle() async throws {
        let (first, late) = try await (WebhookReceiver(), WebhookReceiver())
        let daemon = try DaemonUnderTest { _ in Self.destinations([("first", first)]) }
        var process = try await daemon.start()
        let load = TraceLoad(daemon)
        try await load.send("daily-1", type: "daily")
        try await load.run { try await load.more(800) }
        let past = Set(load.acknowledged).subtracting(["daily-1"])
        try await eventually("it is delivered") { try await daemon.waiting("first").events == 0 }
        try daemon.write(Self.destinations([("first", first), ("late", late)]))
        #expect(try await daemon.run("reload").status == 0)
        // Half of it goes through, then nothing: the daemon is killed while the rest waits.
        let half = past.count / 2
        late.answer { [weak late] _ in (late?.accepted.count ?? 0) < half ? .status(200) : .wait }
        let started = try await daemon.run("replay", "--destination", "late", "--from", "1h", "--no-wait")
        #expect(started.status == 0, "\(started.errorOutput)")
        #expect(started.output.contains("the journal reaches back to"))
        try await eventually("half of it is there") { late.accepted.count >= half }
        let second = try await daemon.run("replay", "--destination", "late", "--from", "1h")
        #expect(second.status == 2)
        #expect(second.errorOutput.contains("under way"), "\(second.errorOutput)")
        process.signal(SIGKILL)
        await process.waitForEnd()
        late.answer { _ in .status(200) }
        process = try await daemon.start()
        try await load.send("live")
        let followed = try await daemon.run("replay", "--destination", "late")
        #expect(followed.status == 0, "\(followed.errorOutput)")
        #expect(followed.output.contains("0 dead letters"), "\(followed.output)")
        try await eventually("late has everything") { Set(Self.identities(late)) == past.union(["live"]) }
        let got = Self.identities(late)
        #expect(got.count < past.count + half / 2, "what was settled before the kill is not sent again")
        #expect(Set(Self.identities(first)) == past.union(["live", "daily-1"]))
        #expect(Self.identities(first).count == past.count + 2, "the other destination is sent nothing again")
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    @Test func whatIsGoneAndWhatCannotBeIsSaid() async throws {
        let receiver = try await WebhookReceiver()
        let daemon = try DaemonUnderTest { _ in Self.destinations([("first", receiver)], keep: "0s") }
        let process = try await daemon.start()
        let load = TraceLoad(daemon)
        for number in 1...3 { try await load.send("event-\(number)") }
        try await eventually("it is delivered") { try await daemon.waiting("first").events == 0 }
        let wrong: [([String], String)] = [
            (["--destination", "first", "--from", "yesterday"], "--from must be a time"),
            (["--destination", "first", "--from", "1h", "--to", "2h"], "--from must be before --to"),
            (["--destination", "nobody", "--from", "1h"], "not configured"),
            (["--destination", "first", "--to", "1h"], "--to needs --from"),
            (["--destination", "first", "--start-date", "2026-02-30"], "'2026-02-30' is no date"),
            (
                ["--destination", "first", "--start-date", "2026-03-02", "--end-date", "2026-03-01"],
                "must not be after"
            ),
            (["--destination", "first", "--cancel", "--end-date", "2026-03-01"], "--cancel goes without"),
            (["--destination", "first"], "there has been no replay"),
            (["--destination", "first", "--cancel"], "no replay of this destination is under way"),
        ]
        for (arguments, message) in wrong {
            let result = try await daemon.command(["replay"] + arguments)
            #expect(result.status == 2, "\(arguments)")
            #expect(result.errorOutput.contains(message), "\(result.errorOutput)")
        }
        let now = Date().addingTimeInterval(1).formatted(.iso8601)
        let again = try await daemon.run("replay", "--destination", "first", "--from", "1h", "--to", now)
        #expect(again.output.contains("3 delivered"), "\(again.output)\(again.errorOutput)")
        #expect(
            Self.identities(receiver).sorted() == ["event-1", "event-1", "event-2", "event-2", "event-3", "event-3"]
        )
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    @Test func daysOfDataAreSentAgainWheneverTheyCame() async throws {
        let receiver = try await WebhookReceiver()
        let daemon = try DaemonUnderTest { _ in Self.destinations([("first", receiver)]) }
        let process = try await daemon.start()
        func post(_ id: String, _ data: String) async throws {
            let body = #"{"type":"body","user":{"user_id":"u"},"data":[\#(data)]}"#
            let response = try await daemon.post(
                Array(body.utf8),
                headers: [HTTPField("Content-Type", "application/json"), HTTPField("X-Terra-Trace-Id", id)]
            )
            #expect(response.status == 202)
        }
        func day(_ start: String, _ end: String) -> String {
            #"{"metadata":{"start_time":"\#(start)","end_time":"\#(end)"}}"#
        }
        // The journal's order is not that of the data.
        try await post("third", day("2026-03-03T00:00:00+02:00", "2026-03-04T00:00:00+02:00"))
        try await post("first", day("2026-03-01T00:00:00+02:00", "2026-03-01T23:55:00+02:00"))
        try await post("none", "")
        try await post("night", day("2026-03-01T22:00:00-05:00", "2026-03-02T06:00:00-05:00"))
        let february = day("2026-02-01T00:00:00", "2026-02-02T00:00:00")
        try await post("two", "\(february),\(day("2026-03-02T00:00:00", ""))")
        try await eventually("it is delivered") { try await daemon.waiting("first").events == 0 }
        func replay(_ arguments: String...) async throws -> Set<String> {
            let before = Self.identities(receiver).count
            let result = try await daemon.command(["replay", "--destination", "first"] + arguments)
            #expect(result.status == 0, "\(result.errorOutput)")
            return Set(Self.identities(receiver).dropFirst(before))
        }
        #expect(try await replay("--start-date", "2026-03-02", "--end-date", "2026-03-02") == ["night", "two"])
        #expect(try await replay("--end-date", "2026-03-01") == ["first", "night", "two"])
        #expect(try await replay("--start-date", "2026-03-03") == ["third"])
        #expect(try await replay("--start-date", "2026-03-04") == [])
        #expect(try await replay("--start-date", "2026-03-01", "--from", "2000-01-01T00:00:00Z", "--to", "1h") == [])
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    @Test func tailShowsWhatBecomesOfEventsAndNeverAPayload() async throws {
        let (first, other) = try await (WebhookReceiver(), WebhookReceiver())
        first.answer { $0.header("webhook-id") == "poison" ? .status(400) : .status(200) }
        let daemon = try DaemonUnderTest { _ in Self.destinations([("first", first), ("other", other)]) }
        let process = try await daemon.start()
        let path = daemon.directory.path("tail.txt")
        try Data().write(to: URL(fileURLWithPath: path))
        let tail = try ChildProcess(
            DaemonUnderTest.binary(),
            ["tail", "--destination", "first", "--config", daemon.directory.path("destinations.yaml")],
            output: FileHandle(forWritingTo: URL(fileURLWithPath: path))
        )
        func lines() throws -> [[Substring]] {
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { $0.split(separator: "\t") }
        }
        let load = TraceLoad(daemon)
        // Lines begin with whoever watches when they happen: it is sent until it is seen.
        var number = 0
        try await eventually("somebody watches") {
            number += 1
            try await load.send("warm-\(number)", user: "secret-user")
            return try !lines().isEmpty
        }
        try await load.send("good", user: "secret-user")
        try await load.send("poison", user: "secret-user")
        try await eventually("both are seen") {
            try lines().contains { $0.contains("good") } && lines().contains { $0.contains("poison") }
        }
        let good = try #require(try lines().first { $0.contains("good") })
        #expect(good[1...4] == ["first", "delivered", "body", "1 attempt"])
        let poison = try #require(try lines().first { $0.contains("poison") })
        #expect(poison[2] == "dead")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains("secret-user") && !text.contains("other"))
        tail.signal(SIGKILL)
        await tail.waitForEnd()
        try await load.send("after")
        try await eventually("it goes on") { Self.identities(first).contains("after") }
        let stranger = try await daemon.run("tail", "--destination", "nobody")
        #expect(stranger.status == 2)
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }
}
