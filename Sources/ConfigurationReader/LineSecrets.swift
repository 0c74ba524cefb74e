/// Finds secrets by looking at lines alone, where the file could not be parsed or the text is a comment. In doubt it
/// hides.
struct LineSecrets {
    /// Lines that are looked back at, at most.
    private static let reach = 1_000

    let isSecret: (String) -> Bool

    /// What must not be shown of a line of a file that could not be parsed.
    func ranges(in line: [Unicode.Scalar], below linesAbove: ArraySlice<Substring>) -> [Range<Int>] {
        let start = line.firstIndex { !" \t-".unicodeScalars.contains($0) } ?? line.count
        if stands(line, below: linesAbove) { return [start..<line.count] }
        return keys(in: line)
            .filter { isSecret($0.name) }
            .map { $0.end..<line.count }
            .filter { !isReference(line[$0]) }
    }

    /// A comment that has a secret commented out.
    func comment(in line: [Unicode.Scalar]) -> [Range<Int>] {
        guard
            let hash = line.indices.first(where: {
                line[$0] == "#" && ($0 == 0 || " \t".unicodeScalars.contains(line[$0 - 1]))
            })
        else { return [] }
        let comment = Array(line[hash...])
        return keys(in: comment).contains { isSecret($0.name) } ? [hash..<line.count] : []
    }

    /// Whether the line belongs to a secret that began further up: by its indentation, or since it has no key itself.
    private func stands(_ line: [Unicode.Scalar], below linesAbove: ArraySlice<Substring>) -> Bool {
        var indentation = Self.indentation(of: line)
        var belongsToLastKey = keys(in: line).isEmpty
        for above in linesAbove.suffix(Self.reach).reversed() {
            let above = Array(above.unicodeScalars)
            let keys = keys(in: above)
            guard !keys.isEmpty else { continue }
            let aboveIndentation = Self.indentation(of: above)
            if aboveIndentation < indentation || belongsToLastKey {
                if keys.contains(where: { isSecret($0.name) }) { return true }
                indentation = min(indentation, aboveIndentation)
            }
            belongsToLastKey = false
        }
        return false
    }

    /// Words that a colon follows, and where their values begin.
    private func keys(in line: [Unicode.Scalar]) -> [(name: String, end: Int)] {
        line.indices.filter { line[$0] == ":" }.compactMap { colon in
            let before = line[..<colon].reversed().drop { " \t\"'".unicodeScalars.contains($0) }
            let name = before.prefix {
                $0.properties.isAlphabetic || "_-.0123456789".unicodeScalars.contains($0)
            }
            return name.isEmpty ? nil : (String(String.UnicodeScalarView(name.reversed())), colon + 1)
        }
    }

    private func isReference(_ value: ArraySlice<Unicode.Scalar>) -> Bool {
        let text = String(String.UnicodeScalarView(value)).split { " \t\"',]}".contains($0) }
        return text.count == 1 && text[0].hasPrefix("${") && !text[0].contains(":-")
    }

    private static func indentation(of line: [Unicode.Scalar]) -> Int {
        line.prefix { $0 == " " }.count
    }
}
