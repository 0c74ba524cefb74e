/// The bytes of a JSON document as they came in, shared without copying between the buffer it arrived in and its users.
package typealias Payload = ArraySlice<UInt8>

/// One webhook event: what was read from its envelope and headers, and its payload, never re-encoded.
package struct Event: Sendable, Hashable {
    /// Position in the journal, from 1 upwards; 0 until the journal has taken the event.
    package var sequence: UInt64
    /// Identity over redeliveries: `X-Terra-Trace-Id`, else the lowercase hex SHA-256 of the payload.
    package let id: String
    /// Terra's event type, such as `body` or `auth`; types not known are kept as they are.
    package let type: String
    /// `user.user_id`, or `new_user.user_id` of a `user_reauth`; nil where the event names no user.
    package let userID: String?
    /// `user.reference_id`, the id that the customer's own system gave the user.
    package let referenceID: String?
    /// `user.provider`, such as `DEXCOM`.
    package let provider: String?
    /// `terra-reference`: correlates an event with the API request behind it; never a key.
    package let reference: String?
    /// When the event was received, unix milliseconds.
    package let receivedAt: Int64
    /// Which version is newer: `X-Terra-Ordering-Timestamp`, else `receivedAt`; unix milliseconds, larger is newer.
    package let ordering: Int64
    /// The destinations that the routes named when the event was accepted.
    package let destinations: DestinationSet
    /// The event's JSON text, byte for byte as it was received.
    package let payload: Payload
    /// Which versions are of the same thing; nil where there are no others, or nobody has asked. The journal keeps it
    /// beside the event, not in it: an event that was read has none until it is worked out again.
    package var versionKey: VersionKey?

    package init(
        sequence: UInt64 = 0,
        id: String,
        type: String,
        userID: String?,
        referenceID: String?,
        provider: String?,
        reference: String?,
        receivedAt: Int64,
        ordering: Int64,
        destinations: DestinationSet,
        payload: Payload,
        versionKey: VersionKey? = nil
    ) {
        self.sequence = sequence
        self.id = id
        self.type = type
        self.userID = userID
        self.referenceID = referenceID
        self.provider = provider
        self.reference = reference
        self.receivedAt = receivedAt
        self.ordering = ordering
        self.destinations = destinations
        self.payload = payload
        self.versionKey = versionKey
    }
}
