import SQLTables

/// The four tables, with the columns that hold times.
enum SQLTable: String, CaseIterable {
    case users = "terra_users"
    case dataPayloads = "terra_data_payloads"
    case otherPayloads = "terra_other_payloads"
    case samples = "glucose_samples"

    var columns: [String] {
        switch self {
        case .users: UpsertSQL.userColumns
        case .dataPayloads: UpsertSQL.dataPayloadColumns
        case .otherPayloads: UpsertSQL.otherPayloadColumns
        case .samples: UpsertSQL.sampleColumns
        }
    }

    static let instants: Set = ["created_at", "start_time", "end_time", "received_at", "recorded_at"]
    static let wallClocks: Set = ["start_time_local", "end_time_local", "local_time"]
}
