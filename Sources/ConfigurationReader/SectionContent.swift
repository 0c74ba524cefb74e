/// What a part of the configuration says after substitution, to tell whether it has changed. It holds secrets: to be
/// compared, never to be shown.
package indirect enum SectionContent: Sendable, Hashable {
    case scalar(String, isPlain: Bool)
    case list([SectionContent])
    case mapping([String: SectionContent])
    /// A reference in it could not be replaced.
    case unusable

    init(_ node: ConfigurationNode) {
        switch node.content {
        case .scalar(let scalar): self = .scalar(scalar.text, isPlain: scalar.isPlain)
        case .list(let elements): self = .list(elements.map(SectionContent.init))
        case .mapping(let entries): self = .mapping(Self.members(entries))
        case .unusable: self = .unusable
        }
    }

    static func members(_ entries: [ConfigurationNode.Entry]) -> [String: SectionContent] {
        Dictionary(entries.map { ($0.key, SectionContent($0.value)) }) { first, _ in first }
    }
}
