import CPostgres

/// Encodes columns as one-dimensional arrays in PostgreSQL's binary format, one after the other into one buffer, so that
/// thousands of rows travel as a handful of parameters.
///
/// An array is: dimensions (int32), has nulls (int32), element type (oid), then for its one dimension length and lower
/// bound (int32 each), then each element as length (int32, -1 for NULL) and bytes; everything big-endian.
struct BinaryArrays {
    /// The types of array elements that the tables need, by their fixed oids (`pg_type.dat`).
    enum Element: Oid {
        case int8 = 20
        case int2 = 21
        case int4 = 23
        case text = 25
        case json = 114
        case float8 = 701
        case timestamp = 1114
        case timestamptz = 1184

        /// The oid of the array type.
        var arrayType: Oid {
            switch self {
            case .int8: 1016
            case .int2: 1005
            case .int4: 1007
            case .text: 1009
            case .json: 199
            case .float8: 1022
            case .timestamp: 1115
            case .timestamptz: 1185
            }
        }
    }

    private(set) var types: [Oid] = []
    private(set) var offsets: [Int] = []
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// The length of each parameter in bytes.
    var lengths: [Int] {
        offsets.indices.map { ($0 + 1 < offsets.count ? offsets[$0 + 1] : bytes.count) - offsets[$0] }
    }

    /// Adds a column; `write` appends one element.
    mutating func append<Row>(
        _ element: Element,
        _ rows: [Row],
        _ write: (Row, inout BinaryArrays) -> Void
    ) {
        types.append(element.arrayType)
        offsets.append(bytes.count)
        append(Int32(rows.isEmpty ? 0 : 1))
        append(Int32(1))
        append(Int32(bitPattern: element.rawValue))
        guard !rows.isEmpty else { return }
        append(Int32(rows.count))
        append(Int32(1))
        for row in rows { write(row, &self) }
    }

    mutating func integer<Integer: FixedWidthInteger>(_ value: Integer?) {
        guard let value else { return null() }
        append(Int32(MemoryLayout<Integer>.size))
        append(value)
    }

    mutating func double(_ value: Double?) { integer(value?.bitPattern) }

    mutating func text(_ value: String?) {
        guard var value else { return null() }
        value.withUTF8 { blob($0) }
    }

    mutating func blob(_ value: some Collection<UInt8>) {
        append(Int32(value.count))
        bytes.append(contentsOf: value)
    }

    /// `timestamp` or `timestamptz` from microseconds since 1970: PostgreSQL counts them from 2000.
    mutating func time(_ microseconds: Int64?) { integer(microseconds.map { $0 - 946_684_800_000_000 }) }

    /// As `time`, from milliseconds since 1970.
    mutating func time(milliseconds: Int64) { time(milliseconds * 1000) }

    private mutating func null() { append(Int32(-1)) }

    private mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
