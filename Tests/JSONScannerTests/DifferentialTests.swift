import Foundation
import JSONScanner
import Testing

/// The scanner against Foundation's parser on documents with random damage.
@Suite struct DifferentialTests {
    @Test(arguments: 0..<8)
    func `accepts, refuses and reads as Foundation does`(_ part: UInt64) {
        var generator = SeededGenerator(seed: part)
        var accepted = 0
        var refused = 0
        for round in 0..<3000 {
            var bytes = Array(SampleDocument.day(readings: round % 4, seed: UInt64(round)).utf8)
            for _ in 0..<Int.random(in: 0...3, using: &generator) { Self.mutate(&bytes, using: &generator) }
            guard !Self.isReadOtherwise(bytes) else { continue }
            let foundation = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
            let error = fault(bytes)
            if let foundation {
                accepted += 1
                #expect(
                    error.map { Self.isTrailingComma(bytes, $0.offset) } ?? true,
                    "\(String(decoding: bytes, as: UTF8.self))"
                )
                if error == nil { withTrustedJSON(bytes[...]) { #expect(Self.same($0, foundation)) } }
            } else {
                refused += 1
                #expect(
                    error != nil || Self.isRefusedByFoundationOnly(bytes),
                    "\(String(decoding: bytes, as: UTF8.self))"
                )
            }
        }
        // Both must have been put to the test.
        #expect(accepted > 500 && refused > 500)
    }

    private static let fragments = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "E+", "true", "null", "\\u0041", "\\ud83d", " ",
        "\n",
        "\u{1}", "é", "\"a\":", "1e5", "\\n", "{}", "[]", "\"\"",
    ].map { Array($0.utf8) }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: fragments.randomElement(using: &generator) ?? [], at: place)
        case 3: bytes.removeSubrange(place..<min(place + Int.random(in: 1...30, using: &generator), bytes.count))
        case 4: bytes.removeSubrange(place...)
        default:
            let end = min(place + Int.random(in: 1...40, using: &generator), bytes.count)
            bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        }
    }

    /// Foundation guesses other encodings from zero bytes and byte order marks.
    private static func isReadOtherwise(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(4).contains(where: { $0 == 0 || $0 >= 0x80 })
    }

    /// Foundation takes a comma behind the last element or member.
    private static func isTrailingComma(_ bytes: [UInt8], _ offset: Int) -> Bool {
        guard offset < bytes.count, [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[offset]) else { return false }
        return bytes[..<offset].last { $0 > 0x20 } == UInt8(ascii: ",")
    }

    /// RFC 8259 takes both: halves of surrogate pairs, and numbers that no double holds.
    private static func isRefusedByFoundationOnly(_ bytes: [UInt8]) -> Bool {
        withTrustedJSON(bytes[...]) { hasHalfPair($0) || hasHugeNumber($0) }
    }

    private static func hasHalfPair(_ value: JSONValue) -> Bool {
        if value.string?.unicodeScalars.contains("\u{FFFD}") == true { return true }
        var found = false
        value.forEachMember { name, member in
            found = found || name.unicodeScalars.contains("\u{FFFD}") || hasHalfPair(member)
        }
        return found || value.elements.contains(where: hasHalfPair)
    }

    private static func hasHugeNumber(_ value: JSONValue) -> Bool {
        if value.kind == .number, value.double == nil { return true }
        return value.elements.contains(where: hasHugeNumber) || value.members.contains { hasHugeNumber($0.value) }
    }

    private static func same(_ value: JSONValue, _ other: Any) -> Bool {
        switch value.kind {
        case .null: return other is NSNull
        case .bool: return (other as? NSNumber)?.boolValue == value.bool
        case .number:
            // Foundation rounds long numbers twice; that ours are right is tested against `strtod`.
            guard let other = (other as? NSNumber)?.doubleValue, let mine = value.double else { return false }
            return abs(other - mine) <= abs(mine) * 1e-14
        case .string: return other as? String == value.string
        case .array:
            guard let others = other as? [Any] else { return false }
            let elements = Array(value.elements)
            return elements.count == others.count && zip(elements, others).allSatisfy { same($0, $1) }
        case .object:
            guard let others = other as? [String: Any] else { return false }
            var names: [String: Int] = [:]
            value.forEachMember { name, _ in names[name, default: 0] += 1 }
            // Which of several members with one name counts is not Foundation's to say.
            return names.count == others.count
                && names.allSatisfy { name, count in
                    guard let mine = value[name], let theirs = others[name] else { return false }
                    return count > 1 || same(mine, theirs)
                }
        }
    }
}
