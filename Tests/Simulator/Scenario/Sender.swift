import FaultyDisk
import RouterCore

/// Makes up requests, and knows by itself where each of their events must go.
struct Sender {
    /// Which events a destination gets, said once for the product's routes and once for the oracle.
    enum Rule: CaseIterable {
        case everything
        case days
        case others
        case firstUsers
        case lowGlucose

        func takes(type: String, user: Int?, glucose: Int?) -> Bool {
            switch self {
            case .everything: true
            case .days: type == "body" || type == "daily"
            case .others: type != "body" && type != "daily"
            case .firstUsers: (user ?? 9) < 2
            case .lowGlucose: (glucose ?? 200) < 70
            }
        }

        var match: Match? {
            switch self {
            case .everything: nil
            case .days: Match([.type(["body", "daily"])])
            case .others: Match([.not(Match([.type(["body", "daily"])]))])
            case .firstUsers: Match([.any([Match([.userID(Glob("user-0"))]), Match([.userID(Glob("user-1"))])])])
            case .lowGlucose: Match([.glucose(GlucoseCondition(below: 70, scope: .latest))])
            }
        }
    }

    private static let types = ["body", "body", "body", "daily", "sleep", "athlete", "auth", "never_heard_of"]
    static let start: Int64 = 1_789_516_800_000

    private let scenario: Scenario
    private let rules: [[Rule]]
    private var random: SplitMix64
    private var count = 0
    private var version: Int64 = 0

    init(_ scenario: Scenario, seed: UInt64) {
        self.scenario = scenario
        random = SplitMix64(seed: seed)
        var rules: [[Rule]] = []
        for _ in scenario.sites {
            rules.append(random.oneIn(2) ? [.everything] : [random.pick(Rule.allCases), random.pick(Rule.allCases)])
        }
        self.rules = rules
    }

    var routes: Routes {
        Routes(
            rules.enumerated().flatMap { index, rules in
                rules.map { Route(match: $0.match, destinations: DestinationSet(index: index)) }
            }
        )
    }

    /// `attempts` is how often it is sent at most; drawn where it is not given.
    mutating func makeRequest(attempts: Int? = nil) -> Request {
        count += 1
        let isLarge = scenario.maxEvents > 500
        let events = isLarge ? scenario.maxEvents : Int.random(in: 1...scenario.maxEvents, using: &random)
        let traceID = "trace-\(count)"
        version += Int64.random(in: 0...2, using: &random)
        // Versions come late now and then, or with the ordering of another.
        let late = random.oneIn(6) ? Int64.random(in: 0...4, using: &random) : 0
        let drafts = (0..<events).map { index in
            makeDraft(id: events == 1 ? traceID : "\(traceID):\(index)", of: events)
        }
        return Request(
            number: count,
            traceID: traceID,
            ordering: random.oneIn(12) ? nil : Self.start + version - late,
            form: events == 1 ? .single : random.pick([.array, .lines]),
            drafts: drafts,
            attemptsLeft: attempts ?? Int.random(in: 1...6, using: &random)
        )
    }

    /// Bodies stay below what intake reads on the connection's own thread.
    private mutating func makeDraft(id: String, of events: Int) -> Draft {
        let type = random.pick(Self.types)
        let user = type == "auth" && random.oneIn(3) ? nil : Int.random(in: 0..<scenario.users, using: &random)
        let thing = Int.random(in: 0..<3, using: &random)
        let glucose = type == "body" ? Int.random(in: 40...250, using: &random) : nil
        let isLong = events <= 20 && random.oneIn(20)
        let short = 0...(events > 100 ? 30 : 120)
        let filler = isLong ? random.pick([2000, 9000]) : Int.random(in: scenario.padding ?? short, using: &random)
        let name = user.map { "user-\($0)" }
        let payload = Self.payload(type, name, thing, glucose, id: id, filler: filler)
        let sites = rules.indices.filter { site in
            rules[site].contains { $0.takes(type: type, user: user, glucose: glucose) }
        }
        return Draft(
            id: id,
            type: type,
            user: name,
            thing: Self.thing(type, name, thing),
            payload: Array(payload.utf8),
            sites: Set(sites)
        )
    }

    private static func thing(_ type: String, _ user: String?, _ number: Int) -> String? {
        guard let user else { return nil }
        return switch type {
        case "body", "daily", "sleep": "\(type) \(user) \(number)"
        case "athlete": "\(type) \(user)"
        default: nil
        }
    }

    private static func payload(
        _ type: String,
        _ user: String?,
        _ thing: Int,
        _ glucose: Int?,
        id: String,
        filler: Int
    ) -> String {
        let userPart = user.map { #""user":{"user_id":"\#($0)","provider":"DEXCOM"},"# } ?? ""
        let note = #""note":"\#(id)\#(String(repeating: "x", count: filler))""#
        let start = "2026-09-1\(thing)T00:00:00.000000+02:00"
        let samples = glucose.map {
            #","glucose_data":{"blood_glucose_samples":[{"blood_glucose_mg_per_dL":\#($0),"#
                + #""timestamp":"2026-09-1\#(thing)T08:00:00.000000+02:00"}]}"#
        }
        switch type {
        case "body", "daily":
            let metadata = #"{"start_time":"\#(start)","end_time":"\#(start)"}"#
            return #"{"type":"\#(type)",\#(userPart)\#(note),"data":[{"metadata":\#(metadata)\#(samples ?? "")}]}"#
        case "sleep":
            let metadata = #"{"start_time":"\#(start)","end_time":"\#(start)","summary_id":"night-\#(thing)"}"#
            return #"{"type":"sleep",\#(userPart)\#(note),"data":[{"metadata":\#(metadata)}]}"#
        case "athlete": return #"{"type":"athlete",\#(userPart)\#(note),"athlete":{"age":41}}"#
        default: return #"{"type":"\#(type)",\#(userPart)\#(note)}"#
        }
    }
}
