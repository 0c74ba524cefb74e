import Foundation
import JSONScanner
import JSONWriter
import RouterCore

/// Writes a JSON object as the fields of a Firestore document.
///
/// | JSON | Firestore |
/// |---|---|
/// | a whole number without fraction or exponent, up to 64 bits | integerValue |
/// | any other number, `-0` too | doubleValue |
/// | a whole number that neither holds, a number beyond a double | stringValue, as it is written * |
/// | a number with more digits than a double keeps | doubleValue, the nearest * |
/// | string, times too | stringValue |
/// | true, false; null | booleanValue; nullValue |
/// | object; array | mapValue; arrayValue |
/// | an array in an array | a mapValue with the array as its field `values` * |
/// | an object or array in more than 20 others | stringValue, its JSON text * |
/// | half of a surrogate pair | U+FFFD * |
/// | a name twice in an object | the last * |
/// | a name that is empty, over 1,500 bytes or `__…__`; at the root also `distributary` | left out * |
///
/// Where a row with a * was used the fields alone do not say all that was there: `isExact` is then false, and the
/// document gets the JSON text as well.
package struct FieldsEncoder {
    private static let ownField = "distributary"
    private static let maximumDepth = 20
    private static let maximumNameLength = 1500
    /// More names than this are compared by their hashes.
    private static let fewNames = 16

    private let source: Payload
    /// The members of `fields`, separated by commas.
    package private(set) var json: [UInt8] = []
    /// Bytes, as Firestore counts them, at least.
    package private(set) var size = 0
    /// Whether the fields alone say all that was there.
    package private(set) var isExact = true

    /// Encodes the object that is the whole of a JSON text.
    package init(_ source: Payload) {
        self.source = source
        json.reserveCapacity(source.count * 5 / 2)
        withTrustedJSON(source) { root in members(of: root, depth: 0) }
    }

    private mutating func members(of object: JSONValue, depth: Int) {
        var isFirst = true
        guard hasRepeatedName(object) else {
            for (key, value) in object.members { member(key, value, depth: depth, &isFirst) }
            return
        }
        isExact = false
        var last: [String: Int] = [:]
        let all = Array(object.members)
        for (index, member) in all.enumerated() { last[member.key.string] = index }
        for (index, (key, value)) in all.enumerated() where last[key.string] == index {
            member(key, value, depth: depth, &isFirst)
        }
    }

    private mutating func member(_ key: JSONKey, _ value: JSONValue, depth: Int, _ isFirst: inout Bool) {
        let written = key.slice(of: source)
        let name = key.isEscaped ? Array(key.string.utf8)[...] : written
        guard Self.isUsable(name), depth > 0 || !name.elementsEqual(Self.ownField.utf8) else {
            isExact = false
            return
        }
        if key.isEscaped, key.string.unicodeScalars.contains("\u{FFFD}") { isExact = false }
        if !isFirst { json.append(UInt8(ascii: ",")) }
        isFirst = false
        if key.isEscaped {
            JSONText.append(name, to: &json)
        } else {
            json.append(UInt8(ascii: "\""))
            json += written
            json.append(UInt8(ascii: "\""))
        }
        json.append(UInt8(ascii: ":"))
        size += name.count + 1
        self.value(value, depth: depth)
    }

    private mutating func value(_ value: JSONValue, depth: Int) {
        switch value.kind {
        case .object, .array:
            guard depth < Self.maximumDepth else { return text(value.slice(of: source)) }
            if value.kind == .array { return array(value, depth: depth) }
            json += #"{"mapValue":{"fields":{"#.utf8
            members(of: value, depth: depth + 1)
            json += "}}}".utf8
        case .string:
            string(value)
        case .number:
            number(value)
        case .bool:
            json += #"{"booleanValue":"#.utf8
            json += value.slice(of: source)
            json.append(UInt8(ascii: "}"))
            size += 1
        case .null:
            json += #"{"nullValue":null}"#.utf8
            size += 1
        }
    }

    private mutating func array(_ array: JSONValue, depth: Int) {
        json += #"{"arrayValue":{"values":["#.utf8
        var isFirst = true
        for element in array.elements {
            if !isFirst { json.append(UInt8(ascii: ",")) }
            isFirst = false
            if element.kind == .array {
                nestedArray(element, depth: depth + 1)
            } else {
                value(element, depth: depth + 1)
            }
        }
        json += "]}}".utf8
    }

    /// Firestore takes no array in an array, but one in a map in an array.
    private mutating func nestedArray(_ array: JSONValue, depth: Int) {
        guard depth < Self.maximumDepth else { return text(array.slice(of: source)) }
        isExact = false
        json += #"{"mapValue":{"fields":{"values":"#.utf8
        size += "values".utf8.count + 1
        value(array, depth: depth + 1)
        json += "}}}".utf8
    }

    private mutating func string(_ value: JSONValue) {
        json += #"{"stringValue":"#.utf8
        if value.isUnstorableString, let text = value.string {
            // NUL is taken as it is; what cannot be kept has become U+FFFD.
            if text.unicodeScalars.contains("\u{FFFD}") { isExact = false }
            JSONText.append(text, to: &json)
        } else {
            json += value.slice(of: source)
        }
        json.append(UInt8(ascii: "}"))
        size += (value.withStringBytes { $0.count } ?? 0) + 1
    }

    /// A value that the fields cannot show, as the text that it is written with.
    private mutating func text(_ text: Payload) {
        isExact = false
        json += #"{"stringValue":"#.utf8
        JSONText.append(text, to: &json)
        json.append(UInt8(ascii: "}"))
        size += text.count + 1
    }

    private func hasRepeatedName(_ object: JSONValue) -> Bool {
        var names: [Payload] = []
        for (key, _) in object.members {
            guard !key.isEscaped, names.count < Self.fewNames else { return hasRepeatedNameOfMany(object) }
            let name = key.slice(of: source)
            if names.contains(name) { return true }
            names.append(name)
        }
        return false
    }

    private func hasRepeatedNameOfMany(_ object: JSONValue) -> Bool {
        var names: Set<String> = []
        for (key, _) in object.members where !names.insert(key.string).inserted { return true }
        return false
    }

    private static func isUsable(_ name: Payload) -> Bool {
        let isReserved = name.count >= 4 && name.starts(with: "__".utf8) && name.suffix(2).elementsEqual("__".utf8)
        return (1...maximumNameLength).contains(name.count) && !isReserved
    }
}

// MARK: - Numbers

extension FieldsEncoder {
    /// So many digits a double keeps, whatever they are.
    private static let safeDigits = 15

    private mutating func number(_ value: JSONValue) {
        let text = value.slice(of: source)
        let isWhole = text.allSatisfy { $0 == UInt8(ascii: "-") || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        if isWhole, let integer = Int64(String(decoding: text, as: UTF8.self)), integer != 0 || text.count == 1 {
            json += #"{"integerValue":""#.utf8
            json += text
            json += #""}"#.utf8
            size += 8
            return
        }
        guard let double = value.double, let kept = Self.kept(double, text), kept || !isWhole else {
            return self.text(text)
        }
        if !kept { isExact = false }
        json += #"{"doubleValue":"#.utf8
        json += kept && !isWhole ? text : Array("\(double)".utf8)[...]
        json.append(UInt8(ascii: "}"))
        size += 8
    }

    /// Whether a double is the very number that was written.
    private static func kept(_ double: Double, _ text: Payload) -> Bool? {
        let hasExponent = text.contains { $0 | 0x20 == UInt8(ascii: "e") }
        if text.count <= safeDigits, !hasExponent { return true }
        return Significand(text) == Significand("\(double)".utf8)
    }
}
