/// The primary key of `terra_data_payloads`, compared as the database compares it.
struct DataPayloadKey: Hashable, Comparable {
    let user: ExactString
    let type: ExactString
    let record: ExactString

    init(_ row: DataPayloadRow) {
        user = ExactString(row.userID)
        type = ExactString(row.dataType)
        record = ExactString(row.recordKey)
    }

    static func < (left: DataPayloadKey, right: DataPayloadKey) -> Bool {
        if left.user != right.user { return left.user < right.user }
        if left.type != right.type { return left.type < right.type }
        return left.record < right.record
    }
}
