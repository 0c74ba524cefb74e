import RouterCore
import Testing

@Suite struct GlucoseReadingTests {
    @Test func `reads every sample of every day with its offset`() {
        let event = SampleEvent.event(
            SampleEvent.body([
                SampleEvent.day(
                    "2026-09-15",
                    samples: [
                        SampleEvent.sample("2026-09-15T00:02:17.000000+01:00", "112"),
                        SampleEvent.sample("2026-09-15T00:07:17", "null", flag: "null", trend: "null"),
                    ],
                    detailed: [SampleEvent.sample("2026-09-15T00:12:17Z", "109.5", flag: "1", trend: "5")]
                ),
                SampleEvent.day("2026-09-16", samples: []),
                SampleEvent.day(
                    "2026-09-17",
                    samples: [SampleEvent.sample("2026-09-17T00:02:17-0430", "4e1", flag: "2")]
                ),
            ]),
            type: "body"
        )
        let expected =
            [
                (0, "2026-09-14T23:02:17.000000Z", "2026-09-15T00:02:17.000000", 112.0, 0, 3),
                (0, nil, "2026-09-15T00:07:17.000000", nil, nil, nil),
                (0, "2026-09-15T00:12:17.000000Z", "2026-09-15T00:12:17.000000", 109.5, 1, 5),
                (2, "2026-09-17T04:32:17.000000Z", "2026-09-17T00:02:17.000000", 40, 2, 3),
            ] as [(Int, String?, String, Double?, Int?, Int?)]
        let readings = event.glucoseReadings()
        #expect(readings.count == expected.count)
        for ((record, reading), expected) in zip(readings, expected) {
            #expect(record == expected.0)
            #expect(reading.time.instantText == expected.1)
            #expect(reading.time.localText == expected.2)
            #expect(reading.milligramsPerDeciliter == expected.3)
            #expect(reading.flag == expected.4)
            #expect(reading.trend == expected.5)
        }
        var streamed: [GlucoseReading] = []
        event.forEachReading { _, reading in streamed.append(reading) }
        #expect(streamed == readings.map(\.reading))
        #expect(event.contents().records == event.records())
    }

    @Test func `leaves out samples that do not say when, and takes what is readable of the others`() {
        let samples = [
            "{\"blood_glucose_mg_per_dL\":100}", "{\"timestamp\":null,\"blood_glucose_mg_per_dL\":100}",
            SampleEvent.sample("yesterday", "100"), "7", "null", "[]",
            "{\"timestamp\":\"2026-09-15T00:02:1\\u0037Z\",\"blood_glucose_mg_per_dL\":\"100\",\"trend_arrow\":1.5}",
            "{\"timestamp\":1789430537,\"blood_glucose_mg_per_dL\":100}",
        ]
        let event = SampleEvent.event(SampleEvent.body([SampleEvent.day("2026-09-15", samples: samples)]), type: "body")
        let readings = event.glucoseReadings().map(\.reading)
        #expect(readings.map(\.time.instantText) == ["2026-09-15T00:02:17.000000Z"])
        #expect(readings.map(\.milligramsPerDeciliter) == [nil])
        #expect(readings.map(\.trend) == [nil])
    }

    @Test func `finds readings in body events alone`() {
        let payload = SampleEvent.body([
            SampleEvent.day("2026-09-15", samples: [SampleEvent.sample("2026-09-15T00:02:17Z", "100")])
        ])
        #expect(SampleEvent.event(payload, type: "daily").glucoseReadings().isEmpty)
        #expect(SampleEvent.event(payload, type: "body").glucoseReadings().count == 1)
        #expect(
            SampleEvent.event(SampleEvent.body(["{}", "null", "{\"glucose_data\":null}"]), type: "body")
                .glucoseReadings().isEmpty
        )
    }

    @Test func `passes on what a body throws`() {
        struct Stop: Error {}
        let payload = SampleEvent.body([
            SampleEvent.day("2026-09-15", samples: [SampleEvent.sample("2026-09-15T00:02:17Z", "100")])
        ])
        #expect(throws: Stop.self) {
            try SampleEvent.event(payload, type: "body").forEachReading { (_, _) throws(Stop) in throw Stop() }
        }
    }
}
