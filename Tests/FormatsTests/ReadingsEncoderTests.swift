import Formats
import RouterCore
import Testing

@Suite struct ReadingsEncoderTests {
    private func encoder(_ encoding: ReadingsOptions.Encoding, _ unit: GlucoseUnit) -> PayloadEncoder {
        var options = ReadingsOptions()
        options.encoding = encoding
        options.unit = unit
        return PayloadEncoder(.readings(options))
    }

    @Test func aReadingWithoutOffsetOrValueKeepsWhatItHas() throws {
        let samples =
            #"{"timestamp":"2026-09-15T00:00:00"},"#
            + #"{"timestamp":"2026-09-15T00:05:00.5-08:00","trend_arrow":4}"#
        let event = TestEvents.event(TestEvents.day(samples: samples), referenceID: nil)
        let user = #"{"user_id":"\#(TestEvents.user)","reference_id":null,"provider":"DEXCOM","#
        let none = #""glucose_level_flag":null,"trend_arrow":"#
        #expect(
            try encoder(.ndjson, .milligramsPerDeciliter).encode(event.payload, of: event).text() == """
                \(user)"recorded_at":null,"local_time":"2026-09-15T00:00:00.000000","utc_offset_seconds":null,\
                "glucose_mg_per_dl":null,\(none)null}
                \(user)"recorded_at":"2026-09-15T08:05:00.500000Z","local_time":"2026-09-15T00:05:00.500000",\
                "utc_offset_seconds":-28800,"glucose_mg_per_dl":null,\(none)4}

                """
        )
    }

    @Test func fieldsOfCSVAreQuotedWhereTheyMustBe() throws {
        let event = TestEvents.event(
            TestEvents.day(samples: TestEvents.samples(["100"])),
            user: "a,b",
            referenceID: "say \"hi\"\nthere"
        )
        #expect(
            try encoder(.csv, .millimolesPerLiter).encode(event.payload, of: event).text() == """
                user_id,reference_id,provider,recorded_at,local_time,utc_offset_seconds,glucose_mmol_per_l,\
                glucose_level_flag,trend_arrow
                "a,b","say ""hi""
                there",DEXCOM,2026-09-15T00:00:00.000000Z,2026-09-15T00:00:00.000000,0,5.55,,

                """
        )
    }

    @Test func linesHaveTheirHeaderOnce() throws {
        let event = TestEvents.event(TestEvents.day(samples: TestEvents.samples(["100", "101"])))
        let csv = encoder(.csv, .milligramsPerDeciliter)
        let whole = try csv.encode(event.payload, of: event).text()
        let lines = try csv.encodeLines(of: event).text()
        #expect(String(decoding: csv.linesHeader, as: UTF8.self) + lines + "\n" == whole)
        #expect(csv.linesExtension == ".csv")
        #expect(encoder(.ndjson, .milligramsPerDeciliter).linesHeader.isEmpty)
    }

    @Test func anEventWithoutReadingsHasNothing() {
        let empty = TestEvents.event(#"{"type":"body","data":[]}"#)
        let auth = TestEvents.event(#"{"type":"auth"}"#, type: "auth")
        for encoding in ReadingsOptions.Encoding.allCases {
            let encoder = encoder(encoding, .milligramsPerDeciliter)
            #expect(encoder.encode(empty.payload, of: empty).isNothing)
            #expect(encoder.encode(auth.payload, of: auth).isNothing)
            #expect(encoder.encodeLines(of: auth).isNothing)
        }
    }
}
