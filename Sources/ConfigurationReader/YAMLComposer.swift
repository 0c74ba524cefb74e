import Yams

/// Reads YAML text into Yams' tree, and says what is wrong with its syntax.
enum YAMLComposer {
    enum Outcome {
        case root(Node?)
        case duplicateKeys([String], SourcePosition)
        case mistake(String, SourcePosition?)
    }

    static func compose(_ text: String) -> Outcome {
        do {
            // The basic resolver: types are decided by `ScalarText`, and `"kind"` and `kind` are the same key.
            return .root(try Yams.compose(yaml: text, .basic))
        } catch let error as YamlError {
            return outcome(of: error)
        } catch {
            return .mistake("not valid YAML", nil)
        }
    }

    private static func outcome(of error: YamlError) -> Outcome {
        switch error {
        case .scanner(let context, let problem, let mark, let yaml),
            .parser(let context, let problem, let mark, let yaml):
            let hint = hint(at: SourcePosition(mark), in: yaml)
            return .mistake("not valid YAML: \(sentence(context, problem))\(hint)", SourcePosition(mark))
        case .composer(let context, let problem, let mark, _):
            let hint = problem == "but found another document" ? "; remove the '---' between the two" : ""
            return .mistake("not valid YAML: \(sentence(context, problem))\(hint)", SourcePosition(mark))
        case .reader(let problem, let offset, _, let yaml):
            return .mistake("not valid YAML: \(problem)", offset.map { SourcePosition(characterOffset: $0, in: yaml) })
        case .duplicatedKeysInMapping(let duplicates, let context):
            return .duplicateKeys(duplicates, SourcePosition(context.mark))
        default:
            return .mistake("not valid YAML", nil)
        }
    }

    /// What the two most common slips look like from the parser's point of view.
    private static func hint(at position: SourcePosition, in yaml: String) -> String {
        let lines = SourceText(yaml).lines
        guard lines.indices.contains(position.line - 1) else { return "" }
        let line = Array(lines[position.line - 1].unicodeScalars)
        let column = position.column - 1
        if line.indices.contains(column), line[column] == "\t" { return "; indent with spaces, not with tabs" }
        if line.indices.contains(column), column > 0, line[column - 1] == "$", line[column] == "{" {
            return "; inside { } and [ ] write \"${NAME}\" in quotes"
        }
        return ""
    }

    private static func sentence(_ context: YamlError.Context?, _ problem: String) -> String {
        guard let context else { return problem }
        return "\(context.text) (line \(context.mark.line)), \(problem)"
    }
}

extension SourcePosition {
    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }

    fileprivate init(characterOffset: Int, in text: String) {
        let before = text.prefix(characterOffset)
        let lines = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        self.init(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    }
}
