/// A property of librdkafka and its value, which may be a secret.
package struct ClientProperty: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
