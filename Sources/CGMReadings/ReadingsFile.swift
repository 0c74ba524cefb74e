import RouterCore

/// A file of CGM readings in three columns: subject, time, mg/dL; a header line is recognised and skipped.
package struct ReadingsFile: Sendable {
    /// In the order of the file.
    package let readings: [CGMReading]

    /// Reads CSV text; the first line that is not a reading throws.
    package init(parsing text: String) throws(ReadingsFileError) {
        var readings: [CGMReading] = []
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            let fields = try Self.fields(of: line, number: number)
            guard fields.count == 3 else {
                throw ReadingsFileError(
                    line: number,
                    message: "expected id, time and mg/dL, found \(fields.count) columns"
                )
            }
            if number == 1, Double(fields[2]) == nil { continue }
            readings.append(try Self.reading(from: fields, number: number))
        }
        self.readings = readings
    }

    private static func reading(from fields: [String], number: Int) throws(ReadingsFileError) -> CGMReading {
        let stamp = fields[1]
        guard let time = SampleTime(parsing: stamp), time.offsetSeconds == nil, stamp.utf8.count >= 16 else {
            throw ReadingsFileError(
                line: number,
                message: "the time must look like 2015-06-06 16:50:27, without an offset"
            )
        }
        guard let glucose = Double(fields[2]), glucose.isFinite, glucose >= 0, isJSONNumber(fields[2]) else {
            throw ReadingsFileError(line: number, message: "the third column must be a number of mg/dL")
        }
        guard !fields[0].isEmpty else {
            throw ReadingsFileError(line: number, message: "the first column must name the subject")
        }
        let text = time.localText
        return CGMReading(
            subject: fields[0],
            date: String(text.prefix(10)),
            time: String(text.dropFirst(11)),
            glucose: fields[2]
        )
    }

    /// Digits with at most one point between them: written into JSON as it stands.
    private static func isJSONNumber(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else {
            return false
        }
        return parts[0] == "0" || !parts[0].hasPrefix("0")
    }

    /// Splits a line of CSV (RFC 4180, without line breaks inside quotes).
    private static func fields(of line: Substring, number: Int) throws(ReadingsFileError) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (character, isQuoted) {
            case ("\"", true) where rest.first == "\"":
                field.append("\"")
                rest.removeFirst()
            case ("\"", _): isQuoted.toggle()
            case (",", false):
                fields.append(field)
                field = ""
            default: field.append(character)
            }
        }
        guard !isQuoted else { throw ReadingsFileError(line: number, message: "a quote is not closed") }
        return fields + [field]
    }
}
