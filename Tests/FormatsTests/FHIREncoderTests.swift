import Formats
import Foundation
import RouterCore
import Testing

@Suite struct FHIREncoderTests {
    private func encode(_ payload: String, _ change: (inout FHIROptions) -> Void = { _ in }) -> EncodedPayload {
        encode(TestEvents.event(payload), change)
    }

    private func encode(_ event: Event, _ change: (inout FHIROptions) -> Void = { _ in }) -> EncodedPayload {
        var options = FHIROptions()
        change(&options)
        return PayloadEncoder(.fhir(options)).encode(event.payload, of: event)
    }

    private func resources(_ encoded: EncodedPayload) throws -> [[String: Any]] {
        let entries = try #require(try encoded.object()["entry"] as? [[String: Any]])
        return entries.compactMap { $0["resource"] as? [String: Any] }
    }

    private func identifiers(_ encoded: EncodedPayload) throws -> [String] {
        try resources(encoded).compactMap { ($0["identifier"] as? [[String: Any]])?.first?["value"] as? String }
    }

    private func readings(_ encoded: EncodedPayload) throws -> [String] {
        try resources(encoded).compactMap { resource in
            guard let time = resource["effectiveDateTime"] as? String,
                let value = (resource["valueQuantity"] as? [String: Any])?["value"] as? NSNumber
            else { return nil }
            return "\(time) \(value)"
        }
    }

    @Test(arguments: ["auth", "sleep"])
    func anEventOfAnotherTypeHasNothing(type: String) {
        #expect(encode(TestEvents.event(#"{"type":"x"}"#, type: type)).isNothing)
    }

    @Test(arguments: [
        #"{"type":"body","data":[]}"#, #"{"type":"body"}"#, #"{"type":"body","data":null}"#,
        #"{"type":"body","data":[{"glucose_data":null}]}"#,
        #"{"type":"body","data":[{"glucose_data":{"blood_glucose_samples":[]}}]}"#,
        #"{"type":"body","data":[{"glucose_data":{"blood_glucose_samples":[{"timestamp":"2026-09-15T00:00:00Z"}]}}]}"#,
        #"{"type":"body","data":[{"glucose_data":{"blood_glucose_samples":[{"blood_glucose_mg_per_dL":1}]}}]}"#,
    ])
    func aBodyEventWithoutReadingsHasNothing(payload: String) {
        #expect(encode(payload).isNothing)
        // Whatever else would be missing.
        #expect(encode(TestEvents.event(payload, referenceID: nil)).isNothing)
    }

    @Test func numbersStayAsTheyAreWritten() throws {
        let values = ["112", "65.5", "112.10", "1.12e2", "0.1"]
        let text = try encode(TestEvents.day(samples: TestEvents.samples(values))).text()
        for value in values { #expect(text.contains("\"valueQuantity\":{\"value\":\(value),\"unit\":\"mg/dl\"")) }
    }

    @Test func aReadingWithoutAValueIsLeftOut() throws {
        let payload = TestEvents.day(samples: TestEvents.samples(["100", "null", "\"high\"", "102"]))
        #expect(try readings(encode(payload)) == ["2026-09-15T00:00:00Z 100", "2026-09-15T00:15:00Z 102"])
    }

    @Test func ofTwoReadingsOfOneTimeTheLaterStands() throws {
        let samples = """
            {"timestamp":"2026-09-15T00:05:00Z","blood_glucose_mg_per_dL":101},\
            {"timestamp":"2026-09-15T00:00:00Z","blood_glucose_mg_per_dL":100},\
            {"timestamp":"2026-09-15T01:05:00+01:00","blood_glucose_mg_per_dL":102}
            """
        let encoded = encode(TestEvents.day(samples: samples))
        #expect(try readings(encoded) == ["2026-09-15T00:00:00Z 100", "2026-09-15T01:05:00+01:00 102"])
    }

    @Test func anIdentifierIsMadeOfUserAndInstant() throws {
        let one = TestEvents.day(samples: TestEvents.samples(["100", "101"]))
        let corrected = TestEvents.day(samples: TestEvents.samples(["90", "91", "92"]))
        let first = try identifiers(encode(one))
        #expect(try identifiers(encode(corrected)).prefix(2) == first[...])
        #expect(Set(first).count == 2)
        let elsewhere = one.replacing("T00:05:00Z", with: "T02:05:00+02:00")
        #expect(try identifiers(encode(elsewhere)) == first, "the same instant by another clock")
        let other = encode(TestEvents.event(one, user: "another"))
        #expect(try Set(identifiers(other)).isDisjoint(with: first))
        #expect(first.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } })
    }

    @Test func timesWithoutOffsetAreRefusedUnlessTheyAreKnown() throws {
        let payload = TestEvents.day(samples: TestEvents.samples(["100"], offset: ""), offset: "")
        #expect(try #require(encode(payload).refusal).contains("fhir.assume_offset"))
        #expect(try readings(encode(payload) { $0.assumedOffset = -5400 }) == ["2026-09-15T00:00:00-01:30 100"])
        let utc = TestEvents.day(samples: TestEvents.samples(["100"], offset: ""), offset: "", localization: 0)
        #expect(try readings(encode(utc)) == ["2026-09-15T00:00:00Z 100"])
    }

    @Test func anOffsetThatFHIRHasNotBecomesUTC() throws {
        let payload = TestEvents.day(samples: TestEvents.samples(["100"], offset: "+15:00"))
        #expect(try readings(encode(payload)) == ["2026-09-14T09:00:00Z 100"])
    }

    @Test func theSubjectIsWhomTheConfigurationNames() throws {
        let payload = TestEvents.day(samples: TestEvents.samples(["100"]))
        func subject(_ encoded: EncodedPayload) throws -> NSDictionary? {
            try resources(encoded).first?["subject"] as? NSDictionary
        }
        #expect(try subject(encode(payload)) == ["reference": "Patient/patient-0042"])
        #expect(try subject(encode(payload) { $0.subject = .userID }) == ["reference": "Patient/\(TestEvents.user)"])
        let named = encode(payload) { $0.subjectSystem = "urn:mrn" }
        #expect(
            try subject(named) == ["type": "Patient", "identifier": ["system": "urn:mrn", "value": "patient-0042"]]
        )
        let nobody = encode(TestEvents.event(payload, referenceID: nil))
        #expect(try #require(nobody.refusal).contains("reference_id"))
        let odd = TestEvents.event(payload, referenceID: "Jane Doe/\"1\"")
        #expect(try #require(encode(odd).refusal).contains("fhir.subject_system"))
        let quoted = try subject(encode(odd) { $0.subjectSystem = "urn:mrn" })?["identifier"] as? NSDictionary
        #expect(quoted?["value"] as? String == "Jane Doe/\"1\"")
    }

    @Test func everyDayOfAChunkIsInTheBundle() throws {
        let elements = ["2026-09-15", "2026-09-16", "2026-09-17"].map {
            TestEvents.element(TestEvents.samples(["100", "110"], date: $0), $0, "Z", 1, #"{"name":"Dexcom G7"}"#)
        }
        let payload = #"{"type":"body","data":[\#(elements.joined(separator: ","))]}"#
        let found = try resources(encode(payload))
        #expect(found.count { $0["resourceType"] as? String == "Observation" } == 6)
        #expect(found.count { $0["resourceType"] as? String == "Device" } == 1, "the one sensor once")
    }

    @Test func elementsThatAreNoObjectsAreLeftOut() throws {
        let samples = "null,7," + TestEvents.samples(["100"]) + ",[]"
        #expect(try readings(encode(TestEvents.day(samples: samples))) == ["2026-09-15T00:00:00Z 100"])
    }

    @Test func whatWouldBeTooLargeIsRefused() throws {
        let sample = TestEvents.samples(["100"])
        let many = Array(repeating: sample, count: 1).joined()
        // A distinct time each, so that none is the same reading.
        let samples = (0..<100_000).map { index in
            let time = String(format: "%02d:%02d:%02d.%06d", index / 3600 % 24, index / 60 % 60, index % 60, index)
            return many.replacing("00:00:00", with: time)
        }
        let refused = encode(TestEvents.day(samples: samples.joined(separator: ",")))
        #expect(try #require(refused.refusal).contains("64 MiB"))
    }
}
