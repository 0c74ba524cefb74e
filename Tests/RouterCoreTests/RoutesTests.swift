import JSONScanner
import RouterCore
import Testing

@Suite struct RoutesTests {
    private let warehouse = DestinationSet(index: 0)
    private let alerts = DestinationSet(index: 1)
    private let archive = DestinationSet(index: 63)

    @Test func `names every destination of every matching route`() throws {
        let low = GlucoseCondition(below: 70)
        let routes = Routes([
            Route(match: Match([.glucose(low), .type(["body"])]), destinations: alerts),
            Route(match: Match([.type(["body"])]), destinations: warehouse),
            Route(match: nil, destinations: archive),
            Route(match: Match([.type(["auth"])]), destinations: [alerts, archive]),
        ])
        try decide(body("65"), routes, [alerts, warehouse, archive], [0, 1, 2])
        try decide(body("75"), routes, [warehouse, archive], [1, 2])
        try decide("{\"type\":\"auth\"}", routes, [alerts, archive], [2, 3])
        try decide("{\"type\":\"deauth\"}", routes, [archive], [2])
    }

    @Test func `names none where no route matches`() throws {
        try decide("{\"type\":\"auth\"}", Routes([]), [], [])
        try decide(
            "{\"type\":\"auth\"}",
            Routes([Route(match: Match([.type(["body"])]), destinations: alerts)]),
            [],
            []
        )
    }

    @Test func `puts what the envelope decides before what needs the payload`() {
        let costly = Condition.glucose(GlucoseCondition(below: 70))
        let match = Match([.not(Match([costly])), costly, .type(["body"]), .not(Match([.provider(["x"])]))])
        #expect(match.conditions.suffix(2) == [.not(Match([costly])), costly])
        #expect(match.conditions.first == .type(["body"]))
    }

    private func body(_ value: String) -> String {
        SampleEvent.body([SampleEvent.day("2026-09-15", samples: [SampleEvent.sample("2026-09-15T00:02:17Z", value)])])
    }

    private func decide(_ event: String, _ routes: Routes, _ expected: DestinationSet, _ matching: [Int]) throws {
        try withJSON(Array(event.utf8)[...]) { root in
            let input = MatchInput(envelope: try Envelope(root), root: root)
            #expect(routes.destinations(for: input) == expected)
            #expect(routes.matchingRoutes(for: input) == matching)
        }
    }
}
