/// Gets a file with duplicate keys past the parser, which stops at the first of them: every occurrence of such a name
/// is replaced by as many private-use scalars, different ones each time, and put back in the tree. Columns stay.
struct KeyDisguise {
    private static let privateUse: ClosedRange<UInt32> = 0xF0000...0xFFFFD

    private var names: [Unicode.Scalar: String] = [:]

    /// The text with the names hidden; nil where they cannot be, for instance since they are written with escapes.
    mutating func hide(_ duplicates: [String], in text: String) -> String? {
        guard !names.isEmpty || !text.unicodeScalars.contains(where: { Self.privateUse.contains($0.value) }) else {
            return nil
        }
        let before = names.count
        var scalars = Array(text.unicodeScalars)
        for name in duplicates where !name.isEmpty {
            hide(name, in: &scalars)
        }
        return names.count > before ? String(String.UnicodeScalarView(scalars)) : nil
    }

    func reveal(_ text: String) -> String {
        guard !names.isEmpty else { return text }
        var result = ""
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if let name = names[scalar] {
                if scalar != last { result += name }
            } else {
                result.unicodeScalars.append(scalar)
            }
            last = scalar
        }
        return result
    }

    private mutating func hide(_ name: String, in scalars: inout [Unicode.Scalar]) {
        let wanted = Array(name.unicodeScalars)
        var index = 0
        while index + wanted.count <= scalars.count {
            guard scalars[index] == wanted[0], scalars[index..<index + wanted.count].elementsEqual(wanted),
                Self.isWhole(scalars, index, index + wanted.count)
            else {
                index += 1
                continue
            }
            let next = Self.privateUse.lowerBound + UInt32(names.count)
            guard next <= Self.privateUse.upperBound, let mask = Unicode.Scalar(next) else { return }
            names[mask] = name
            for offset in wanted.indices { scalars[index + offset] = mask }
            index += wanted.count
        }
    }

    /// Whether the word stands alone, and is not the name of an anchor, an alias or a tag.
    private static func isWhole(_ scalars: [Unicode.Scalar], _ start: Int, _ end: Int) -> Bool {
        let before = start > 0 ? scalars[start - 1] : "\n"
        let after = end < scalars.count ? scalars[end] : "\n"
        return !isWordScalar(before) && !isWordScalar(after) && !["&", "*", "!"].contains(before)
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
}
