/// The messages of the profile that a file of readings is made of.
enum FITMessage: UInt16 {
    case fileID = 0
    case session = 18
    case lap = 19
    case record = 20
    case activity = 34
    case fieldDescription = 206
    case developerDataID = 207

    /// The local number that stands for it in our files.
    var local: UInt8 {
        switch self {
        case .fileID: 0
        case .developerDataID: 1
        case .fieldDescription: 2
        case .record: 3
        case .lap: 4
        case .session: 5
        case .activity: 6
        }
    }
}
