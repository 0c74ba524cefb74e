import JSONWriter

extension JSONText {
    /// A member of an object whose value is an array: one of the columns that rows are sent as.
    mutating func column<Row>(_ name: StaticString, _ rows: [Row], _ write: (inout JSONText, Row) -> Void) {
        if bytes.last != UInt8(ascii: "{") { raw(",") }
        raw("\"")
        raw(name)
        raw("\":[")
        for (index, row) in rows.enumerated() {
            if index > 0 { raw(",") }
            write(&self, row)
        }
        raw("]")
    }
}
