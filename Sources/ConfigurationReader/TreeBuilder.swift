import Yams

/// Turns Yams' tree into the one that sections read: references substituted, merge keys and aliases resolved, bounded.
struct TreeBuilder {
    /// Values that the file may come to once its aliases are followed.
    static let nodeLimit = 100_000
    static let depthLimit = 64

    /// What surrounds the value that is being built.
    struct Surroundings {
        var position = SourcePosition(line: 1, column: 1)
        var path: [String] = []
        var depth = 0
    }

    let substitution: Substitution
    let disguise: KeyDisguise
    let diagnostics: Diagnostics
    /// Where keys and scalars begin, in the order they were built.
    var marks: [SourceMark] = []
    private var nodes = 0

    init(substitution: Substitution, disguise: KeyDisguise, diagnostics: Diagnostics) {
        self.substitution = substitution
        self.disguise = disguise
        self.diagnostics = diagnostics
    }

    /// Nil where the file is too large to read on; that is reported.
    mutating func build(_ node: Node, in surroundings: Surroundings = Surroundings()) -> ConfigurationNode? {
        var here = surroundings
        here.position = node.mark.map(SourcePosition.init) ?? surroundings.position
        here.depth += 1
        nodes += 1
        guard nodes <= Self.nodeLimit else {
            diagnostics.report("the file comes to more than \(Self.nodeLimit) values; are aliases nested?", at: nil)
            return nil
        }
        guard here.depth <= Self.depthLimit else {
            diagnostics.report("nested more than \(Self.depthLimit) deep", at: here.position)
            return nil
        }
        reportTag(of: node, at: here.position)
        switch node {
        case .scalar(let scalar):
            // The parser puts an empty value behind its key, maybe on a later line.
            if scalar.string.isEmpty, scalar.style == .plain { here.position = surroundings.position }
            return ConfigurationNode(position: here.position, content: content(of: scalar, in: here))
        case .sequence(let sequence):
            var elements: [ConfigurationNode] = []
            for element in sequence {
                guard let element = build(element, in: here) else { return nil }
                elements.append(element)
            }
            return ConfigurationNode(position: here.position, content: .list(elements))
        case .mapping(let mapping):
            return entries(of: mapping, in: here).map {
                ConfigurationNode(position: here.position, content: .mapping($0))
            }
        case .alias:
            // Never made by the parser, which puts the node itself in the alias's place.
            return ConfigurationNode(position: here.position, content: .unusable)
        }
    }

    private func reportTag(of node: Node, at position: SourcePosition) {
        let tag =
            switch node {
            case .scalar(let scalar): scalar.tag.description
            case .sequence(let sequence): sequence.tag.description
            case .mapping(let mapping): mapping.tag.description
            case .alias(let alias): alias.tag.description
            }
        guard tag.hasPrefix("!"), tag != Tag.Name.nonSpecific.rawValue else { return }
        diagnostics.report("the tag '\(tag)' has no meaning here", at: position)
    }

    private mutating func content(of scalar: Node.Scalar, in here: Surroundings) -> ConfigurationNode.Content {
        let tag = scalar.tag.description
        let isPlain = scalar.style == .plain && tag != Tag.Name.str.rawValue && tag != Tag.Name.nonSpecific.rawValue
        let text = disguise.reveal(scalar.string)
        if !text.isEmpty {
            let isReference = Substitution.isBareReference(text)
            marks.append(SourceMark(position: here.position, path: here.path, isReference: isReference))
        }
        switch substitution.apply(to: text) {
        case .unchanged:
            return .scalar(ScalarText(text: text, isPlain: isPlain, isSubstituted: false))
        case .replaced(let value):
            return .scalar(ScalarText(text: value, isPlain: isPlain, isSubstituted: true))
        case .mistakes(let messages):
            for message in messages { diagnostics.report(message, at: here.position) }
            return .unusable
        }
    }
}
