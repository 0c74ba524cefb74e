/// Comparison whose duration tells nothing about where two values differ.
enum ConstantTime {
    /// Whether both hold the same bytes. Only the lengths may show in the time it takes.
    static func areEqual(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
        var difference: UInt8 = 0
        var leftBytes = left.makeIterator()
        var rightBytes = right.makeIterator()
        while true {
            switch (leftBytes.next(), rightBytes.next()) {
            case (let left?, let right?): difference |= left ^ right
            case (nil, nil): return difference == 0
            default: return false
            }
        }
    }
}
