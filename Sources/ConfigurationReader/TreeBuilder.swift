import Yams

/// Turns Yams' tree into the one that sections read: references substituted, merge keys and aliases resolved, bounded.
struct TreeBuilder {
    /// Values that the file may come to once its aliases are followed.
    static let nodeLimit = 100_000
    static let depthLimit = 64

    let substitution: Substitution
    let disguise: KeyDisguise
    let diagnostics: Diagnostics
    private var nodes = 0

    init(substitution: Substitution, disguise: KeyDisguise, diagnostics: Diagnostics) {
        self.substitution = substitution
        self.disguise = disguise
        self.diagnostics = diagnostics
    }

    /// Nil where the file is too large to read on; that is reported.
    mutating func build(_ node: Node) -> ConfigurationNode? {
        build(node, near: SourcePosition(line: 1, column: 1), depth: 0)
    }

    mutating func build(_ node: Node, near place: SourcePosition, depth: Int) -> ConfigurationNode? {
        let position = node.mark.map(SourcePosition.init) ?? place
        nodes += 1
        guard nodes <= Self.nodeLimit else {
            diagnostics.report("the file comes to more than \(Self.nodeLimit) values; are aliases nested?", at: nil)
            return nil
        }
        guard depth <= Self.depthLimit else {
            diagnostics.report("nested more than \(Self.depthLimit) deep", at: position)
            return nil
        }
        switch node {
        case .scalar(let scalar):
            // The parser puts an empty value after its key, maybe on a later line.
            return content(of: scalar, at: scalar.string.isEmpty && scalar.style == .plain ? place : position)
        case .sequence(let sequence):
            var elements: [ConfigurationNode] = []
            for element in sequence {
                guard let element = build(element, near: position, depth: depth + 1) else { return nil }
                elements.append(element)
            }
            return ConfigurationNode(position: position, content: .list(elements))
        case .mapping(let mapping):
            return entries(of: mapping, at: position, depth: depth).map {
                ConfigurationNode(position: position, content: .mapping($0))
            }
        case .alias:
            // Never made by the parser, which puts the node itself in the alias's place.
            return ConfigurationNode(position: position, content: .unusable)
        }
    }

    private func content(of scalar: Node.Scalar, at position: SourcePosition) -> ConfigurationNode {
        let tag = scalar.tag.description
        if tag.hasPrefix("!"), tag != Tag.Name.nonSpecific.rawValue {
            diagnostics.report("the tag '\(tag)' has no meaning here", at: position)
        }
        let isPlain = scalar.style == .plain && tag != Tag.Name.str.rawValue && tag != Tag.Name.nonSpecific.rawValue
        let text = disguise.reveal(scalar.string)
        let content: ConfigurationNode.Content
        switch substitution.apply(to: text) {
        case .unchanged:
            content = .scalar(ScalarText(text: text, isPlain: isPlain, isSubstituted: false))
        case .replaced(let value):
            content = .scalar(ScalarText(text: value, isPlain: isPlain, isSubstituted: true))
        case .mistakes(let messages):
            for message in messages { diagnostics.report(message, at: position) }
            content = .unusable
        }
        return ConfigurationNode(position: position, content: content)
    }
}
