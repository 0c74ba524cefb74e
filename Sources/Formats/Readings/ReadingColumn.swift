/// The fields of a line, in their order.
enum ReadingColumn: CaseIterable {
    case userID
    case referenceID
    case provider
    case recordedAt
    case localTime
    case offset
    case glucose
    case flag
    case trend

    func name(_ unit: GlucoseUnit) -> String {
        switch self {
        case .userID: "user_id"
        case .referenceID: "reference_id"
        case .provider: "provider"
        case .recordedAt: "recorded_at"
        case .localTime: "local_time"
        case .offset: "utc_offset_seconds"
        case .glucose: unit == .milligramsPerDeciliter ? "glucose_mg_per_dl" : "glucose_mmol_per_l"
        case .flag: "glucose_level_flag"
        case .trend: "trend_arrow"
        }
    }
}
