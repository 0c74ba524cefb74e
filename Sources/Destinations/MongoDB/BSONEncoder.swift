import JSONScanner

/// Writes JSON as BSON.
///
/// What BSON or MongoDB cannot hold is left out or comes close, and `isExact` is false from then on: of a name that is
/// there twice in an object the last value stays, a name with U+0000 goes with its value, half of a surrogate pair
/// becomes U+FFFD, a number of too many digits is rounded, and what is nested deeper than MongoDB's 100 levels is kept
/// as its JSON text in a string.
struct BSONEncoder {
    /// Of documents and arrays in one another, the outermost document included.
    static let maxDepth = 100

    var writer = BSONWriter()
    private(set) var isExact = true
    /// The text that the values are in.
    private let text: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>, into writer: BSONWriter = BSONWriter()) {
        self.text = text
        self.writer = writer
    }

    /// Writes the members of an object into the document that is open at `depth`, but for those that `isLeftOut`.
    mutating func members(of object: JSONValue, depth: Int, leavingOut isLeftOut: (JSONKey) -> Bool = { _ in false }) {
        let start = writer.bytes.count
        var names = NameList()
        for (key, value) in object.members where !isLeftOut(key) {
            let isNew = key.withBytes { name in
                guard check(name, isEscaped: key.isEscaped) else { return true }
                guard names.insert(name) else { return false }
                self.value(value, name: name, depth: depth)
                return true
            }
            guard isNew else {
                writer.truncate(to: start)
                return lastMembers(of: object, depth: depth, leavingOut: isLeftOut)
            }
        }
    }

    /// As `members`, of each name only the last: for objects in which one is there twice.
    private mutating func lastMembers(of object: JSONValue, depth: Int, leavingOut isLeftOut: (JSONKey) -> Bool) {
        isExact = false
        var last: [[UInt8]: Int] = [:]
        for (index, member) in object.members.enumerated() {
            member.key.withBytes { last[Array($0)] = index }
        }
        for (index, member) in object.members.enumerated() where !isLeftOut(member.key) {
            member.key.withBytes { name in
                guard last[Array(name)] == index, check(name, isEscaped: member.key.isEscaped) else { return }
                value(member.value, name: name, depth: depth)
            }
        }
    }

    /// Writes a value as an element of the document or array that is open at `depth`.
    mutating func value(_ value: JSONValue, name: some Sequence<UInt8>, depth: Int) {
        switch value.kind {
        case .object, .array:
            guard depth < Self.maxDepth else {
                isExact = false
                writer.element(.string, name)
                return writer.string(value.slice(of: text))
            }
            writer.element(value.kind == .object ? .document : .array, name)
            container(value, depth: depth + 1)
        case .string:
            writer.element(.string, name)
            string(value)
        case .number:
            number(value, name: name)
        case .bool:
            writer.element(.bool, name)
            writer.append(byte: value.bool == true ? 1 : 0)
        case .null:
            writer.element(.null, name)
        }
    }

    private mutating func container(_ value: JSONValue, depth: Int) {
        let start = writer.begin()
        if value.kind == .object {
            members(of: value, depth: depth)
        } else {
            elements(of: value, depth: depth)
        }
        writer.end(start)
    }

    private mutating func elements(of array: JSONValue, depth: Int) {
        var index = 0
        for element in array.elements {
            value(element, name: String(index).utf8, depth: depth)
            index += 1
        }
    }

    private mutating func string(_ value: JSONValue) {
        var isReplaced = false
        value.withStringBytes { bytes in
            writer.string(bytes)
            isReplaced = Self.holdsReplacement(bytes)
        }
        if isReplaced, value.isUnstorableString { isExact = false }
    }

    private mutating func number(_ value: JSONValue, name: some Sequence<UInt8>) {
        switch JSONNumber(value.slice(of: text), double: value.double) {
        case .int32(let number):
            writer.element(.int32, name)
            writer.append(number)
        case .int64(let number):
            writer.element(.int64, name)
            writer.append(number)
        case .double(let number):
            writer.element(.double, name)
            writer.append(number.bitPattern)
        case .decimal(let low, let high):
            writer.element(.decimal128, name)
            writer.append(low)
            writer.append(high)
        case .rounded(let number):
            isExact = false
            writer.element(.double, name)
            writer.append(number.bitPattern)
        case .text(let text):
            isExact = false
            writer.element(.string, name)
            writer.string(text.utf8)
        }
    }

    /// Whether the name can be one in BSON; notes where it is not what was written.
    private mutating func check(_ name: UnsafeBufferPointer<UInt8>, isEscaped: Bool) -> Bool {
        guard isEscaped else { return true }
        let isUsable = !name.contains(0)
        if !isUsable || Self.holdsReplacement(name) { isExact = false }
        return isUsable
    }

    /// Whether U+FFFD is in it, which half of a surrogate pair becomes.
    private static func holdsReplacement(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard var index = bytes.firstIndex(of: 0xEF) else { return false }
        while index + 2 < bytes.count {
            if bytes[index] == 0xEF, bytes[index + 1] == 0xBF, bytes[index + 2] == 0xBD { return true }
            index += 1
        }
        return false
    }
}
