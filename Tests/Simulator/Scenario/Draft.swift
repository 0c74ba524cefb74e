import RouterCore

/// An event as a sender made it up, with what must become of it.
struct Draft {
    /// Its identity: the trace id, with its place in the request where that holds several.
    let id: String
    let type: String
    let user: String?
    /// What it is a version of; nil where nothing supersedes it.
    let thing: String?
    let payload: [UInt8]
    /// The places of the destinations that the routes name.
    let sites: Set<Int>
}
