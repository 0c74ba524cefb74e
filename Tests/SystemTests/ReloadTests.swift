import Foundation
import HTTPTransport
import TestSupport
import Testing

/// The real daemon reads its configuration again, while events come in.
@Suite(.timeLimit(.minutes(5))) struct ReloadTests {
    private static func webhook(_ receiver: WebhookReceiver, _ more: String = "") -> String {
        "{kind: webhook, url: \"\(receiver.url)\", retry: {initial: 20ms, max: 200ms}\(more)}"
    }

    private static let secrets = ["the first secret, as it was", "the second secret, rotated"]

    private static func identities(_ receiver: WebhookReceiver) -> [String] {
        receiver.accepted.compactMap { $0.header("webhook-id") }
    }

    @Test func destinationsComeGoAndChangeUnderLoadAndNothingIsLostOrDoubled() async throws {
        let (steady, changing, leaving, coming) = try await (
            WebhookReceiver(), WebhookReceiver(), WebhookReceiver(), WebhookReceiver()
        )
        let daemon = try DaemonUnderTest { _ in
            """
            destinations:
              leaving: \(Self.webhook(leaving))
              steady: \(Self.webhook(steady))
              changing: \(Self.webhook(changing))
            routes: [{to: [steady, changing, leaving]}]

            """
        }
        let process = try await daemon.start()
        let load = TraceLoad(daemon)
        let (before, after) = try await load.run {
            try await load.more(500)
            try daemon.write(
                """
                destinations:
                  coming: \(Self.webhook(coming))
                  changing: \(Self.webhook(changing, ", headers: {X-Generation: second}"))
                  steady: \(Self.webhook(steady))
                routes: [{to: [steady]}, {to: [coming, changing]}]

                """
            )
            let before = load.acknowledged
            let result = try await daemon.run("reload")
            #expect(result.status == 0, "\(result.errorOutput)")
            for line in ["added: coming", "changed: changing (headers)", "removed: leaving;", "untouched: steady"] {
                #expect(result.output.contains(line), "\(result.output)")
            }
            let after = load.acknowledged.count
            try await load.more(500)
            return (before, after)
        }
        let all = load.acknowledged
        for (name, receiver) in [("steady", steady), ("changing", changing)] {
            try await eventually("\(name) has everything") { try await daemon.waiting(name).events == 0 }
            let got = Self.identities(receiver)
            #expect(got.count == all.count, "\(name) got \(got.count) of \(all.count)")
            #expect(Set(got) == Set(all), "\(name)")
        }
        try await eventually("coming has everything") { try await daemon.waiting("coming").events == 0 }
        let came = Self.identities(coming)
        #expect(Set(came).count == came.count)
        #expect(Set(all[after...]).subtracting(came).filter { !before.contains($0) }.isEmpty)
        #expect(Set(before).isDisjoint(with: came), "what was accepted before goes the way of the routes before")
        let left = Self.identities(leaving)
        #expect(Set(left).count == left.count)
        #expect(Set(left).isDisjoint(with: came), "every event went by the old routes or by the new")
        let second = changing.accepted.count { $0.header("X-Generation") == "second" }
        #expect(second > 0 && second < all.count)
        #expect(daemon.log("destination.stopped").count == 2, "only those that changed or went were stopped")
        for event in ["config.reloaded", "destination.added", "destination.changed"] {
            #expect(daemon.log(event).count == 1, "\(event)")
        }
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0, "\(daemon.logEnd)")
        await daemon.shutDown()
    }

    @Test func aFileWithMistakesChangesNothingAndSaysWhy() async throws {
        let receiver = try await WebhookReceiver()
        let configuration = "destinations:\n  one: \(Self.webhook(receiver))\nroutes: [{to: [one]}]\n"
        let daemon = try DaemonUnderTest { _ in configuration }
        let process = try await daemon.start()
        try daemon.write(configuration.replacing("kind", with: "kimd").replacing("to: [one]", with: "to: [two]"))
        let result = try await daemon.run("reload")
        #expect(result.status == 2)
        for text in ["missing key 'kind'", "no destination has this name", "nothing has changed"] {
            #expect(result.errorOutput.contains(text), "\(result.errorOutput)")
        }
        let messages = daemon.log("config.rejected").compactMap { $0["message"] as? String }
        #expect(messages.contains { $0.contains("missing key 'kind'") })
        #expect(messages.contains { $0.contains("no destination has this name") })
        try await TraceLoad(daemon).send("after")
        try await eventually("it is delivered as before") { Self.identities(receiver) == ["after"] }
        // The signal does the same, and does not end the daemon.
        process.signal(SIGHUP)
        try await eventually("it is rejected again") { daemon.log("config.rejected").count == 2 * messages.count }
        try daemon.write(configuration)
        process.signal(SIGHUP)
        try await eventually("it is in force") { daemon.log("config.reloaded").count == 1 }
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    @Test func aSecretThatWasRotatedInItsFileRestartsItsDestinationAlone() async throws {
        let (signed, other) = try await (WebhookReceiver(), WebhookReceiver())
        let daemon = try DaemonUnderTest { directory in
            try "whsec_\(Data(Self.secrets[0].utf8).base64EncodedString())\n"
                .write(toFile: directory.path("secret"), atomically: true, encoding: .utf8)
            return """
                destinations:
                  signed: \(Self.webhook(signed, ", secret: \"${file:secret}\""))
                  other: \(Self.webhook(other))
                routes: [{to: [signed, other]}]

                """
        }
        let process = try await daemon.start()
        let load = TraceLoad(daemon)
        try await load.send("one")
        try await eventually("it is delivered") { Self.identities(signed) == ["one"] }
        try "whsec_\(Data(Self.secrets[1].utf8).base64EncodedString())\n"
            .write(toFile: daemon.directory.path("secret"), atomically: true, encoding: .utf8)
        let result = try await daemon.run("reload")
        #expect(result.output.contains("changed: signed (secret)"), "\(result.output)\(result.errorOutput)")
        #expect(result.output.contains("untouched: other"))
        try await load.send("two")
        try await eventually("it is delivered") { Self.identities(signed) == ["one", "two"] }
        for (request, secret) in zip(signed.accepted, Self.secrets) {
            #expect(request.header("webhook-signature") == StandardWebhookSignature.of(request, secret: secret))
        }
        let stopped = daemon.log("destination.stopped").compactMap { $0["destination"] as? String }
        #expect(stopped == ["signed"])
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        await daemon.shutDown()
    }

    @Test func whatWaitsForARemovedDestinationIsKeptAndNamedUntilItIsForgotten() async throws {
        let (gone, stays) = try await (WebhookReceiver { _ in .status(503) }, WebhookReceiver { _ in .status(503) })
        let both = """
            destinations:
              gone: \(Self.webhook(gone))
              stays: \(Self.webhook(stays))
            routes: [{to: [gone, stays]}]

            """
        let one = "destinations:\n  stays: \(Self.webhook(stays))\nroutes: [{to: [stays]}]\n"
        let daemon = try DaemonUnderTest { _ in both }
        var process = try await daemon.start()
        let load = TraceLoad(daemon)
        for number in 1...3 { try await load.send("event-\(number)") }
        try await eventually("it is tried") { !gone.requests.isEmpty }
        try daemon.write(one)
        #expect(try await daemon.run("reload").output.contains("removed: gone"))
        func named() -> [Int] {
            daemon.log("destination.removed").filter { $0["destination"] as? String == "gone" }.compactMap { line in
                func number(_ key: String) -> Int? { line[key].flatMap { Int("\($0)") } }
                return number("backlog").flatMap { backlog in number("retrying").map { backlog + $0 } }
            }
        }
        #expect(named() == [3])
        process.signal(SIGKILL)
        await process.waitForEnd()
        process = try await daemon.start()
        #expect(named() == [3, 3], "also at the next start")
        // It comes back, and with it what waited.
        gone.answer { _ in .status(200) }
        try daemon.write(both)
        #expect(try await daemon.run("reload").output.contains("added: gone"))
        try await eventually("it is delivered") { Set(Self.identities(gone)) == ["event-1", "event-2", "event-3"] }
        gone.answer { _ in .status(503) }
        try await load.send("event-4")
        try daemon.write(one)
        #expect(try await daemon.run("reload").status == 0)
        #expect(named().last == 1)
        #expect(try await daemon.run("forget", "--destination", "stays").status == 2)
        let forgotten = try await daemon.run("forget", "--destination", "gone")
        #expect(forgotten.status == 0, "\(forgotten.errorOutput)")
        let count = named().count
        process.signal(SIGTERM)
        #expect(await process.waitForEnd() == 0)
        process = try await daemon.start()
        #expect(named().count == count, "it is forgotten, though the other one holds the same segment")
        #expect(try await daemon.waiting("stays").events == 4)
        // Also while no daemon runs.
        process.signal(SIGTERM)
        await process.waitForEnd()
        #expect(try await daemon.run("forget", "--destination", "gone").status == 0)
        await daemon.shutDown()
    }
}
