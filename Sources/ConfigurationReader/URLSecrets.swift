/// Finds the credentials within URLs, and the parameters that hold secrets.
enum URLSecrets {
    private static let parameters = ["password=", "passwd=", "secret=", "token=", "sig=", "signature=", "key="]

    static func ranges(in line: [Unicode.Scalar]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for start in line.indices {
            if line[start...].starts(with: "://".unicodeScalars), let range = userInformation(line, from: start + 3) {
                ranges.append(range)
            }
            for parameter in parameters where line[start...].starts(with: parameter.unicodeScalars) {
                let valueStart = start + parameter.unicodeScalars.count
                let end = line[valueStart...].firstIndex { "&\"' \t;".unicodeScalars.contains($0) } ?? line.count
                ranges.append(valueStart..<end)
            }
        }
        return ranges
    }

    /// The password, or where there is none the user's name, which is then a token. A password may hold a `/` or an
    /// `@` by mistake, so that the last `@` of the word counts.
    private static func userInformation(_ line: [Unicode.Scalar], from start: Int) -> Range<Int>? {
        let end = line[start...].firstIndex { " \t\"'".unicodeScalars.contains($0) } ?? line.count
        guard let at = line[start..<end].lastIndex(of: "@") else { return nil }
        guard let colon = line[start..<at].firstIndex(of: ":") else { return start..<at }
        return (colon + 1)..<at
    }
}
