import JSONScanner

/// Where the records of an event lie in its text. Holds `JSONValue`s, so it is for use inside the closure that the
/// event's was handed to.
package struct EventContent {
    /// `data`; of a key that is there twice, the last.
    package internal(set) var data: JSONValue?
    /// The event's own `timestamp`.
    package internal(set) var timestamp: JSONValue?

    package init() {}

    /// Looks for them in the members of the event.
    init(_ root: JSONValue) {
        for (key, value) in root.members {
            switch key {
            case "data": data = value
            case "timestamp": timestamp = value
            default: break
            }
        }
    }
}
