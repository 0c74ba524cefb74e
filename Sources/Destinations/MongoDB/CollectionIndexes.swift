/// The collections that Terra's own destination writes, and the indexes that it keeps there.
struct CollectionIndexes {
    let collection: String
    /// One index each: a path, ascending or descending.
    let keys: [(path: String, isAscending: Bool)]

    static let all =
        ["activity", "body", "daily", "menstruation", "nutrition", "sleep"]
        .map { CollectionIndexes(collection: $0, keys: times) }
        + ["athlete", "user_events"].map { CollectionIndexes(collection: $0, keys: user) }

    private static let user: [(String, Bool)] = [("user.user_id", true), ("user.reference_id", true)]
    private static let times: [(String, Bool)] = [("metadata.start_time", false), ("metadata.end_time", false)]

    /// The command that makes them where they are missing, named as MongoDB names indexes itself.
    var command: [UInt8] {
        BSONWriter.document { command in
            command.string("createIndexes", collection)
            command.array("indexes", keys.count) { index, position in
                let (path, isAscending) = keys[position]
                index.document("key") { key in
                    key.element(.int32, path.utf8)
                    key.append(Int32(isAscending ? 1 : -1))
                }
                index.string("name", "\(path)_\(isAscending ? 1 : -1)")
            }
        }
    }
}
