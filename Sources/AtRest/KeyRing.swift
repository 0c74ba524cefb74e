/// The keys that files may be sealed under: one that new ones are written with, and all that can be read.
package struct KeyRing: Sendable, Hashable {
    /// Nothing is encrypted, and nothing encrypted can be read.
    package static let none = KeyRing(writing: nil, reading: [])

    /// New files are sealed under it; nil: they are written in the clear.
    package let writing: MasterKey?
    private let keys: [KeyID: MasterKey]

    /// `writing` can be read too, whether or not `reading` repeats it.
    package init(writing: MasterKey?, reading: [MasterKey]) {
        self.writing = writing
        var keys: [KeyID: MasterKey] = [:]
        for key in reading { keys[key.id] = key }
        if let writing { keys[writing.id] = writing }
        self.keys = keys
    }

    /// Of every key, in ascending order.
    package var ids: [KeyID] { keys.keys.sorted() }

    package subscript(id: KeyID) -> MasterKey? { keys[id] }
}
