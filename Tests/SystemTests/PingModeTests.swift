import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Events that only say where their payload lies, fetched by the real daemon.
@Suite(.timeLimit(.minutes(5))) struct PingModeTests {
    /// A place that payloads are fetched from, a destination that everything goes to and one for `body` events alone.
    private struct World {
        let files: WebhookReceiver
        let target: WebhookReceiver
        let bodies: WebhookReceiver
        let daemon: DaemonUnderTest

        init(fetchHosts: [String]? = nil) async throws {
            let (files, target, bodies) = try await (WebhookReceiver(), WebhookReceiver(), WebhookReceiver())
            (self.files, self.target, self.bodies) = (files, target, bodies)
            let hosts = fetchHosts ?? ["http://127.0.0.1:\(files.port)"]
            daemon = try DaemonUnderTest { _ in
                """
                intake: {fetch_payloads: true, fetch_hosts: [\(hosts.map { "'\($0)'" }.joined(separator: ", "))], \
                max_body: 64KiB}
                destinations:
                  target: {kind: webhook, url: "\(target.url)", retry: {initial: 20ms, max: 200ms}}
                  bodies: {kind: webhook, url: "\(bodies.url)", retry: {initial: 20ms, max: 200ms}}
                routes:
                  - to: [target]
                  - {match: {type: body}, to: [bodies]}

                """
            }
        }

        /// Posts a pointer to `path` of the files, or to a whole URL.
        func point(_ trace: String, to url: String, expiresIn seconds: Int = 600) async throws {
            let whole = url.hasPrefix("/") ? "http://127.0.0.1:\(files.port)\(url)?signature=secret" : url
            let text = """
                {"status":"success","type":"s3_payload","url":"\(whole)","expires_in":\(seconds),"user_id":"u"}
                """
            let fields = [
                HTTPField("content-type", "application/json"), HTTPField("x-terra-trace-id", trace),
                HTTPField("x-terra-ordering-timestamp", "1700000000000"),
            ]
            let response = try await daemon.post(Array(text.utf8), headers: fields)
            #expect(response.status == 202)
        }

        func stop(_ process: ChildProcess) async {
            process.signal(SIGTERM)
            #expect(await process.waitForEnd() == 0)
            await daemon.shutDown()
        }
    }

    private static func day(_ user: String) -> String {
        """
        {"type":"body", "user":{"user_id":"\(user)"},"data":[{"metadata":{"start_time":"2026-09-15T00:00:00+01:00"}}]}
        """
    }

    private static func bodies(_ receiver: WebhookReceiver) -> [String] {
        receiver.accepted.map { String(decoding: $0.body, as: UTF8.self) }.sorted()
    }

    @Test func payloadsAreFetchedAndGoTheWaysOfTheirOwnType() async throws {
        let world = try await World()
        let process = try await world.daemon.start()
        world.files.answer { [weak files = world.files] request in
            switch request.uri.prefix(while: { $0 != "?" }) {
            case "/plain": return .status(200, body: Self.day("a"))
            // It is there a little later than the event that points to it.
            case "/late":
                let asked = files?.requests.count { $0.uri.hasPrefix("/late") } ?? 0
                return asked < 3 ? .status(404) : .status(200, body: Self.day("b"))
            case "/moved": return .status(307, headers: ["location": "/plain-2"])
            case "/plain-2": return .status(200, body: Self.day("c"))
            default: return .status(500)
            }
        }
        try await world.point("one", to: "/plain")
        try await world.point("two", to: "/late")
        try await world.point("three", to: "/moved")
        // Terra sends a webhook again when the answer was lost: the payload is not there twice.
        try await world.point("one", to: "/plain")
        let expected = ["a", "b", "c"].map(Self.day)
        try await eventually("all have arrived") { Self.bodies(world.bodies) == expected }
        try await eventually("all have arrived") { Self.bodies(world.target) == expected }
        #expect(Set(world.target.accepted.compactMap { $0.header("webhook-id") }).contains("one:payload"))
        #expect(try await world.daemon.waiting("fetch_payloads").events == 0)
        await world.stop(process)
        let log = try String(contentsOfFile: world.daemon.directory.path("daemon.log"), encoding: .utf8)
        #expect(!log.contains("signature=secret"))
    }

    @Test func whatCannotBeFetchedIsADeadLetterWhereItWouldHaveGone() async throws {
        let world = try await World()
        let elsewhere = try await WebhookReceiver()
        let process = try await world.daemon.start()
        world.files.answer { [port = elsewhere.port] request in
            switch request.uri.prefix(while: { $0 != "?" }) {
            case "/large": .status(200, body: String(repeating: " ", count: 100_000) + Self.day("a"))
            case "/elsewhere": .status(302, headers: ["location": "http://127.0.0.1:\(port)/plain"])
            case "/broken": .status(200, body: "<Error>AccessDenied</Error>")
            default: .status(403)
            }
        }
        try await world.point("expired", to: "/gone", expiresIn: 1)
        try await world.point("large", to: "/large")
        try await world.point("elsewhere", to: "/elsewhere")
        try await world.point("broken", to: "/broken")
        try await world.point("stranger", to: "http://127.0.0.1:\(elsewhere.port)/", expiresIn: 1)
        try await world.point("nowhere", to: "no url at all")
        try await eventually("all are dead letters") { try await world.daemon.waiting("target").deadLetters == 6 }
        #expect(try await world.daemon.waiting("bodies").deadLetters == 0)
        #expect(try await world.daemon.waiting("fetch_payloads").events == 0)
        #expect(elsewhere.requests.isEmpty)
        #expect(world.target.requests.isEmpty)
        let list = try await world.daemon.run("dead-letters", "list", "--destination", "target").output
        for reason in [
            "within 1 s: http://127.0.0.1:\(world.files.port) answered 403", "larger than intake.max_body",
            "another host", "what was fetched cannot be used", "not listed in intake.fetch_hosts",
            "the URL cannot be used",
        ] {
            #expect(list.contains(reason), "\(reason) is not in:\n\(list)")
        }
        #expect(!list.contains("signature=secret"))
        // The event is kept whole: put back by a person, it is sent as it came.
        let retried = try await world.daemon.run("dead-letters", "retry", "--destination", "target", "--all")
        #expect(retried.status == 0, "\(retried.errorOutput)")
        try await eventually("the pointers have arrived") { world.target.accepted.count == 6 }
        await world.stop(process)
    }

    @Test func aKillInTheMiddleLosesNothing() async throws {
        let world = try await World()
        var process = try await world.daemon.start()
        world.files.answer { _ in .wait }
        for number in 0..<20 { try await world.point("slow-\(number)", to: "/\(number)") }
        try await eventually("some are asked for") { world.files.waitingCount > 0 }
        process.signal(SIGKILL)
        await process.waitForEnd()
        world.files.answer { .status(200, body: Self.day("user" + $0.uri.prefix(while: { $0 != "?" }).dropFirst())) }
        process = try await world.daemon.start()
        let expected = (0..<20).map { Self.day("user\($0)") }.sorted()
        try await eventually("all have arrived") { Set(Self.bodies(world.target)) == Set(expected) }
        try await eventually("nothing waits") { try await world.daemon.waiting("fetch_payloads").events == 0 }
        process.signal(SIGKILL)
        await process.waitForEnd()
        process = try await world.daemon.start()
        try await eventually("nothing waits") { try await world.daemon.waiting("fetch_payloads").events == 0 }
        #expect(try await world.daemon.waiting("target").deadLetters == 0)
        await world.stop(process)
    }
}
