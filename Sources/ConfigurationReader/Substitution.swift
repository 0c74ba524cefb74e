/// Replaces `${NAME}`, `${NAME:-default}` and `${file:PATH}` in a scalar; `$${` is a literal `${`.
struct Substitution {
    /// Bytes that all substitutions of one scalar may come to.
    static let sizeLimit = 1 << 20

    let environment: (String) -> String?
    let readFile: (String) throws -> String

    /// The text with every reference replaced, or what is wrong with each reference that could not be.
    enum Outcome {
        case unchanged
        case replaced(String)
        case mistakes([String])
    }

    private struct Mistake: Error {
        let message: String
    }

    /// Whether the text is one reference and nothing else, so that showing it shows no value.
    static func isBareReference(_ text: String) -> Bool {
        text.hasPrefix("${") && text.firstIndex(of: "}") == text.indices.last && !text.contains(":-")
    }

    func apply(to text: String) -> Outcome {
        guard text.contains("${") else { return .unchanged }
        var result = ""
        var mistakes: [String] = []
        var rest = Substring(text)
        while let dollar = rest.firstRange(of: "${") {
            if rest[..<dollar.lowerBound].last == "$" {
                result += rest[..<dollar.lowerBound].dropLast() + "${"
                rest = rest[dollar.upperBound...]
                continue
            }
            result += rest[..<dollar.lowerBound]
            guard let end = rest[dollar.upperBound...].firstIndex(of: "}") else {
                mistakes.append("'${' without its '}'; for a literal '${' write '$${'")
                return .mistakes(mistakes)
            }
            switch value(of: String(rest[dollar.upperBound..<end])) {
            case .success(let value): result += value
            case .failure(let mistake): mistakes.append(mistake.message)
            }
            rest = rest[rest.index(after: end)...]
        }
        result += rest
        if result.utf8.count > Self.sizeLimit { mistakes.append("the value is longer than 1 MiB") }
        return mistakes.isEmpty ? .replaced(result) : .mistakes(mistakes)
    }

    private func value(of reference: String) -> Result<String, Mistake> {
        if reference.hasPrefix("file:") {
            return contents(of: String(reference.dropFirst(5)))
        }
        let separator = reference.firstRange(of: ":-")
        let name = separator.map { String(reference[..<$0.lowerBound]) } ?? reference
        guard Self.isName(name) else {
            return .failure(
                Mistake(message: "'${\(name)}' is no reference; write ${NAME}, ${NAME:-default} or ${file:PATH}")
            )
        }
        if let value = environment(name), !value.isEmpty { return .success(value) }
        if let separator { return .success(String(reference[separator.upperBound...])) }
        let state = environment(name) == nil ? "not set" : "empty"
        return .failure(
            Mistake(message: "environment variable \(name) is \(state); set it, or write ${\(name):-default}")
        )
    }

    private func contents(of path: String) -> Result<String, Mistake> {
        guard !path.isEmpty else { return .failure(Mistake(message: "${file:} names no file")) }
        do {
            var content = try readFile(path)
            if content.last?.isNewline == true { content.removeLast() }
            guard !content.isEmpty else { return .failure(Mistake(message: "file '\(path)' is empty")) }
            return .success(content)
        } catch let problem as FileProblem {
            return .failure(Mistake(message: "file '\(path)' \(problem.reason)"))
        } catch {
            return .failure(Mistake(message: "file '\(path)' cannot be read"))
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }
}
