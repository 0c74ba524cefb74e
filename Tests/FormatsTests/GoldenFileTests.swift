import Formats
import Foundation
import RouterCore
import Testing

/// What each encoder makes of one day, byte for byte. A file that is to change is written anew with
/// DISTRIBUTARY_WRITE_GOLDEN=1, and read by a person before it is committed.
@Suite struct GoldenFileTests {
    private static let encoders: [(file: String, encoder: PayloadEncoder)] = {
        var molar = FHIROptions()
        molar.unit = .millimolesPerLiter
        molar.subject = .userID
        molar.subjectSystem = "https://clinic.example/patients"
        var csv = ReadingsOptions()
        csv.encoding = .csv
        return [
            ("day.json", .json),
            ("day.fhir.json", PayloadEncoder(.fhir(FHIROptions()))),
            ("day.molar.fhir.json", PayloadEncoder(.fhir(molar))),
            ("day.fit", PayloadEncoder(.fit(FITOptions()))),
            ("day.cloudevents.json", PayloadEncoder(.cloudEvents(CloudEventsOptions()))),
            ("day.ndjson", PayloadEncoder(.readings(ReadingsOptions()))),
            ("day.csv", PayloadEncoder(.readings(csv))),
        ]
    }()

    @Test(arguments: encoders.indices)
    func anEncoderWritesItsFile(index: Int) throws {
        let (file, encoder) = Self.encoders[index]
        let event = try TestEvents.goldenEvent()
        let encoded = try encoder.encode(event.payload, of: event).bytes()
        if ProcessInfo.processInfo.environment["DISTRIBUTARY_WRITE_GOLDEN"] == "1", file != "day.json" {
            try Data(encoded).write(to: TestEvents.goldenFolder.appending(path: file))
        }
        let golden = try TestEvents.golden(file)
        #expect(encoded == golden[...], "\(file)")
        // A redelivery is the same.
        #expect(encoder.encode(event.payload, of: event) == .payload(encoded))
    }
}
