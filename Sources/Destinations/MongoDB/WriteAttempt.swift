/// The ways in which a document is written, one after the other for as long as its `_id` is taken.
enum WriteAttempt {
    /// Where most documents are new: costs the server least.
    case insert
    /// Replaces the document that is there if it may.
    case upsert
    /// The same once more, of a document without a key of its own under an `_id` that names its identity.
    case last

    var next: WriteAttempt {
        switch self {
        case .insert: .upsert
        case .upsert, .last: .last
        }
    }
}
