import Crypto
import RouterCore
import Signing

/// What the header fields say of the events of one request.
package struct EventAttributes: Sendable {
    private static let maxTraceLength = 256
    private static let maxReferenceLength = 512
    /// The end of the year 9999: a time beyond it would keep every later version of a record out.
    private static let lastOrdering: Int64 = 253_402_300_799_999

    let traceID: String?
    let reference: String?
    /// Unix milliseconds.
    let ordering: Int64
    /// Unix milliseconds.
    let receivedAt: Int64
    /// The fields that were there but could not be used.
    let unusable: [String]

    /// `receivedAt` is in unix milliseconds.
    package init(_ head: RequestHead, receivedAt: Int64) {
        var unusable: [String] = []
        traceID = Self.usable(head.traceID, maxLength: Self.maxTraceLength)
        if head.traceID != nil, traceID == nil { unusable.append("x-terra-trace-id") }
        reference = Self.usable(head.reference, maxLength: Self.maxReferenceLength)
        if head.reference != nil, reference == nil { unusable.append("terra-reference") }
        let ordering = head.orderingTimestamp.flatMap(Int64.init).flatMap { 0...Self.lastOrdering ~= $0 ? $0 : nil }
        if head.orderingTimestamp != nil, ordering == nil { unusable.append("x-terra-ordering-timestamp") }
        self.ordering = ordering ?? receivedAt
        self.receivedAt = receivedAt
        self.unusable = unusable
    }

    /// Of a payload that was fetched in place of `pointer`; `receivedAt` is in unix milliseconds.
    init(_ pointer: Event, receivedAt: Int64) {
        traceID = "\(pointer.id):payload"
        reference = pointer.reference
        ordering = pointer.ordering
        self.receivedAt = receivedAt
        unusable = []
    }

    /// The identity of the event at `index` of so many in the request.
    func identity(of payload: Payload, at index: Int, of count: Int) -> String {
        guard let traceID else {
            var hash = SHA256()
            payload.withUnsafeBytes { hash.update(bufferPointer: $0) }
            return LowercaseHex.string(hash.finalize())
        }
        return count == 1 ? traceID : "\(traceID):\(index)"
    }

    /// Printable ASCII of a sensible length; anything else could not be stored, shown or sent on everywhere.
    private static func usable(_ value: String?, maxLength: Int) -> String? {
        guard let value, 1...maxLength ~= value.utf8.count else { return nil }
        return value.utf8.allSatisfy { 0x20...0x7e ~= $0 } ? value : nil
    }
}
