/// The names that an object has had so far. Most objects have few: those are compared one by one, without hashing.
struct NameList {
    private static let few = 24

    private var starts: [Int] = []
    private var bytes: [UInt8] = []
    private var many: Set<[UInt8]> = []

    /// False where the name is there already.
    mutating func insert(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard starts.count < Self.few else { return insertAmongMany(name) }
        for index in starts.indices {
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
            guard end - starts[index] == name.count else { continue }
            if bytes[starts[index]..<end].elementsEqual(name) { return false }
        }
        starts.append(bytes.count)
        bytes.append(contentsOf: name)
        return true
    }

    private mutating func insertAmongMany(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        if many.isEmpty {
            for index in starts.indices {
                let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
                many.insert(Array(bytes[starts[index]..<end]))
            }
        }
        return many.insert(Array(name)).inserted
    }
}
