/// One day's readings as a FIT file.
struct FITFile {
    /// Who wrote the developer fields: the id that their readers know them by.
    private static let application: [UInt8] = [
        0x8E, 0x1B, 0x5C, 0x07, 0x3A, 0x64, 0x4D, 0x92, 0xA6, 0x0F, 0x71, 0xC8, 0x25, 0xE9, 0x4B, 0xD3,
    ]
    private static let activityFile: UInt8 = 4
    private static let developmentManufacturer: UInt16 = 255
    /// The largest that a field of 16 bits holds; one more says that there is none.
    private static let largestWhole = 65_534.0
    private static let timestamp = FITField(253, .uint32)

    /// Of the user, never 0.
    let serialNumber: UInt32
    let readings: [FITDay.Reading]
    /// Whole numbers have a field of 16 bits, others one that holds them as exactly as JSON does.
    private let valueType: FITBaseType

    /// `readings`: at least one, by time.
    init(serialNumber: UInt32, _ readings: [FITDay.Reading]) {
        self.serialNumber = serialNumber
        self.readings = readings
        let areWhole = readings.allSatisfy {
            (0...Self.largestWhole).contains($0.value) && $0.value.rounded() == $0.value
        }
        valueType = areWhole ? .uint16 : .float64
    }

    /// The file behind other whole files.
    func write(behind files: [UInt8]) -> [UInt8] {
        guard let first = readings.first, let last = readings.last else { return files }
        var writer = FITWriter(behind: files)
        writeFileID(&writer, created: last.time)
        writeDeveloperFields(&writer)
        writeRecords(&writer)
        writeActivity(&writer, from: first.time, to: last.time)
        writer.finish()
        return writer.bytes
    }

    private func writeFileID(_ writer: inout FITWriter, created: UInt32) {
        writer.define(
            .fileID,
            [
                FITField(0, .enumeration), FITField(1, .uint16), FITField(2, .uint16), FITField(3, .uint32z),
                FITField(4, .uint32),
            ]
        )
        writer.begin(.fileID)
        writer.append(Self.activityFile)
        writer.append(Self.developmentManufacturer)
        writer.append(UInt16(0))
        writer.append(serialNumber)
        writer.append(created)
    }

    private func writeDeveloperFields(_ writer: inout FITWriter) {
        writer.define(
            .developerDataID,
            [FITField(3, .uint8), FITField(1, .byte, size: UInt8(Self.application.count)), FITField(4, .uint32)]
        )
        writer.begin(.developerDataID)
        writer.append(UInt8(0))
        writer.append(Self.application)
        writer.append(UInt32(1))
        describe(&writer, number: 0, valueType, "blood_glucose", nameSize: 14, units: "mg/dL", unitsSize: 6)
        describe(&writer, number: 1, .uint8, "glucose_trend", nameSize: 14, units: "", unitsSize: 1)
    }

    private func describe(
        _ writer: inout FITWriter,
        number: UInt8,
        _ type: FITBaseType,
        _ name: StaticString,
        nameSize: UInt8,
        units: StaticString,
        unitsSize: UInt8
    ) {
        writer.define(
            .fieldDescription,
            [
                FITField(0, .uint8), FITField(1, .uint8), FITField(2, .uint8),
                FITField(3, .string, size: nameSize), FITField(8, .string, size: unitsSize), FITField(14, .uint16),
            ]
        )
        writer.begin(.fieldDescription)
        writer.append(UInt8(0))
        writer.append(number)
        writer.append(type.rawValue)
        writer.append(name)
        writer.append(units)
        writer.append(FITMessage.record.rawValue)
    }

    private func writeRecords(_ writer: inout FITWriter) {
        writer.define(
            .record,
            [Self.timestamp],
            developer: [FITField(0, valueType), FITField(1, .uint8)]
        )
        for reading in readings {
            writer.begin(.record)
            writer.append(reading.time)
            if valueType == .uint16 {
                writer.append(UInt16(reading.value))
            } else {
                writer.append(reading.value)
            }
            writer.append(reading.trend)
        }
    }

    /// The lap, the session and the activity that the records are of: event 8 is a lap, 9 a session, 26 an activity,
    /// and type 1 that it has stopped.
    private func writeActivity(_ writer: inout FITWriter, from start: UInt32, to end: UInt32) {
        let elapsed = UInt32(clamping: (UInt64(end) - UInt64(start)) * 1000)
        let times = [FITField(2, .uint32), FITField(7, .uint32), FITField(8, .uint32)]
        let event = [FITField(0, .enumeration), FITField(1, .enumeration)]
        for (message, number) in [(FITMessage.lap, UInt8(9)), (.session, 8)] {
            let isSession = message == .session
            let more = isSession ? [FITField(5, .enumeration), FITField(25, .uint16), FITField(26, .uint16)] : []
            writer.define(message, [Self.timestamp] + times + event + more)
            writer.begin(message)
            for value in [end, start, elapsed, elapsed] { writer.append(value) }
            writer.append(number)
            writer.append(UInt8(1))
            guard isSession else { continue }
            writer.append(UInt8(0))
            writer.append(UInt16(0))
            writer.append(UInt16(1))
        }
        writer.define(
            .activity,
            [
                Self.timestamp, FITField(0, .uint32), FITField(1, .uint16), FITField(2, .enumeration),
                FITField(3, .enumeration), FITField(4, .enumeration),
            ]
        )
        writer.begin(.activity)
        writer.append(end)
        writer.append(elapsed)
        writer.append(UInt16(1))
        for value in [UInt8(0), 26, 1] { writer.append(value) }
    }
}
