import Formats
import Foundation
import RouterCore
import Testing

@Suite struct FHIRSummaryTests {
    private func summaries(
        _ values: [String],
        unit: GlucoseUnit = .milligramsPerDeciliter,
        _ change: (String) -> String = { $0 }
    ) throws -> [String: [String: Any]] {
        let event = TestEvents.event(change(TestEvents.day(samples: TestEvents.samples(values))))
        var options = FHIROptions()
        options.unit = unit
        let bundle = try PayloadEncoder(.fhir(options)).encode(event.payload, of: event).object()
        let entries = try #require(bundle["entry"] as? [[String: Any]])
        var found: [String: [String: Any]] = [:]
        let resources = entries.compactMap { $0["resource"] as? [String: Any] }
        for resource in resources where resource["effectivePeriod"] != nil {
            let profile = try #require(((resource["meta"] as? [String: Any])?["profile"] as? [String])?.first)
            found[String(profile.split(separator: "/").last ?? "")] = resource
        }
        return found
    }

    private func value(_ resource: [String: Any]?) throws -> Double {
        try #require((resource?["valueQuantity"] as? [String: Any])?["value"] as? NSNumber).doubleValue
    }

    @Test func aWholeDayHasAllSummaries() throws {
        // 200 times 100, 44 times 50, 44 times 260.
        let values = (0..<288).map { $0 < 200 ? "100" : $0 < 244 ? "50" : "260" }
        let found = try summaries(values)
        #expect(found.count == 7)
        let parts: [(count: Double, value: Double)] = [(200, 100), (44, 50), (44, 260)]
        let mean = parts.reduce(0) { $0 + $1.count * $1.value } / 288
        #expect(try value(found["cgm-summary-mean-glucose-mass-per-volume"]) == (mean * 100).rounded() / 100)
        #expect(try value(found["cgm-summary-gmi"]) == ((3.31 + 0.02392 * mean) * 100).rounded() / 100)
        let squares = parts.reduce(0) { $0 + $1.count * ($1.value - mean) * ($1.value - mean) }
        let variation = (squares / 287).squareRoot() / mean * 100
        #expect(try value(found["cgm-summary-coefficient-of-variation"]) == (variation * 100).rounded() / 100)
        #expect(try value(found["cgm-summary-days-of-wear"]) == 1)
        #expect(try value(found["cgm-summary-sensor-active-percentage"]) == 100)
        let ranges = try #require(found["cgm-summary-times-in-ranges"]?["component"] as? [[String: Any]])
        #expect(try ranges.map(value) == [15.28, 0, 69.44, 0, 15.28])
        let members = try #require(found["cgm-summary"]?["hasMember"] as? [[String: String]])
        #expect(members.count == 6)
        let period = try #require(found["cgm-summary"]?["effectivePeriod"] as? [String: String])
        #expect(period == ["start": "2026-09-15", "end": "2026-09-15"])
    }

    @Test func theMeanIsInTheUnitOfTheReadings() throws {
        let found = try summaries(Array(repeating: "100", count: 288), unit: .millimolesPerLiter)
        #expect(found["cgm-summary-mean-glucose-mass-per-volume"] == nil)
        #expect(try value(found["cgm-summary-mean-glucose-moles-per-volume"]) == 5.55)
    }

    @Test(arguments: [(54, 1), (69, 1), (53, 0), (70, 2), (180, 2), (181, 3), (250, 3), (251, 4)])
    func boundsBelongToTheRangeOfTheConsensus(value: Int, range: Int) throws {
        let found = try summaries(Array(repeating: "\(value)", count: 288))
        let ranges = try #require(found["cgm-summary-times-in-ranges"]?["component"] as? [[String: Any]])
        #expect(try ranges.map(self.value) == (0..<5).map { $0 == range ? 100 : 0 })
    }

    @Test(arguments: [0, 144, 287])
    func aDayThatIsNotOverHasNone(count: Int) throws {
        guard count > 0 else { return #expect(try summaries(["100"]).isEmpty) }
        #expect(try summaries(Array(repeating: "100", count: count)).isEmpty)
    }

    @Test func aDayOfTooFewReadingsHasNone() throws {
        // 202 of 288 are 70 %.
        func values(_ count: Int) -> [String] { (0..<288).map { $0 >= 288 - count ? "100" : "null" } }
        #expect(try summaries(values(201)).isEmpty)
        let found = try summaries(values(202))
        #expect(try value(found["cgm-summary-sensor-active-percentage"]) == 70.14)
    }

    @Test func aDayWithoutItsBeginningHasNone() throws {
        let values = Array(repeating: "100", count: 288)
        #expect(try summaries(values) { $0.replacing("\"start_time\"", with: "\"begin\"") }.isEmpty)
        #expect(try summaries(values) { $0.replacing("\"end_time\"", with: "\"finish\"") }.isEmpty)
    }
}
