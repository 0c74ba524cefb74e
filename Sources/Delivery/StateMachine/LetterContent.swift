internal import RouterCore

/// The event of a letter, held once: letters are moved and copied often, and an event consists of many parts.
final class LetterContent: Sendable {
    let event: Event

    init(_ event: Event) {
        self.event = event
    }
}
