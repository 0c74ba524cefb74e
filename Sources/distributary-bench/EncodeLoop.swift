import ArgumentParser
import Formats
import Foundation
import RouterCore

/// How fast payloads become what a destination's `format` names, on one core.
struct EncodeLoop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode-loop",
        abstract: "Encodes one event again and again in every format; prints MB/s of its payload a core for each."
    )

    @Argument(help: "A file with one body event.")
    var path: String

    @Option(help: "How long for each format, in seconds.")
    var seconds = 2.0

    func run() throws {
        let payload = Array(try Data(contentsOf: URL(fileURLWithPath: path)))[...]
        let event = Event(
            id: "trace-1",
            type: "body",
            userID: "2b9f8e0a-6c1d-4f3e-9a57-0c1f6d2e8b41",
            referenceID: "patient-0042",
            provider: "DEXCOM",
            reference: nil,
            receivedAt: 1_789_527_852_000,
            ordering: 1_789_527_851_000,
            destinations: [],
            payload: payload
        )
        for (name, encoder) in Self.encoders { try measure(name, encoder, event) }
    }

    private static var encoders: [(String, PayloadEncoder)] {
        var molar = FHIROptions()
        molar.unit = .millimolesPerLiter
        var csv = ReadingsOptions()
        csv.encoding = .csv
        return [
            ("fhir", PayloadEncoder(.fhir(FHIROptions()))), ("fhir_mmol", PayloadEncoder(.fhir(molar))),
            ("fit", PayloadEncoder(.fit(FITOptions()))),
            ("cloudevents", PayloadEncoder(.cloudEvents(CloudEventsOptions()))),
            ("readings", PayloadEncoder(.readings(ReadingsOptions()))),
            ("readings_csv", PayloadEncoder(.readings(csv))),
        ]
    }

    private func measure(_ name: String, _ encoder: PayloadEncoder, _ event: Event) throws {
        guard case .payload(let first) = encoder.encode(event.payload, of: event) else {
            throw ValidationError("\(path) has nothing for \(name)")
        }
        var count = 0
        var size = 0
        let start = Self.processorTime()
        while Self.processorTime() - start < seconds {
            for _ in 0..<16 {
                if case .payload(let encoded) = encoder.encode(event.payload, of: event) { size += encoded.count }
            }
            count += 16
        }
        let elapsed = Self.processorTime() - start
        guard size == count * first.count else { throw ValidationError("\(name) is not the same every time") }
        let rate = Double(count * event.payload.count) / 1e6 / elapsed
        print("RESULT format=\(name) mb_per_second=\(rate) bytes=\(first.count)")
    }

    /// Seconds that this thread has had a core: what else the machine does meanwhile is not counted.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
