/// The value of an optional that a test cannot go on without.
extension Optional {
    struct Missing: Error {}

    var required: Wrapped {
        get throws {
            guard let self else { throw Missing() }
            return self
        }
    }
}
