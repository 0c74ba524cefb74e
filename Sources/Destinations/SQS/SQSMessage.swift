import Formats
import Foundation
import RouterCore

/// One message, as it will be sent.
struct SQSMessage: Sendable {
    /// A message attribute: its size counts as part of the message.
    struct Attribute: Sendable, Hashable {
        let name: String
        let type: String
        let value: String

        var size: Int { name.utf8.count + type.utf8.count + value.utf8.count }
    }

    /// The position in the batch of its event.
    let event: Int
    private(set) var body: Payload
    private(set) var attributes: [Attribute]
    /// Of a FIFO queue.
    let groupID: String?
    let deduplicationID: String?

    /// What the body of the message is, and its attributes of the same name as the headers.
    private static func encodings(_ payload: Payload, _ encoder: PayloadEncoder) -> (Payload, [Attribute]) {
        let type = Attribute(name: "content-type", type: "String", value: encoder.contentType)
        guard !encoder.isText else { return (SQSText.message(payload), [type]) }
        // A queue takes text only.
        let text = Data(payload).base64EncodedString()
        let encoding = Attribute(name: "content-transfer-encoding", type: "String", value: "base64")
        return (ArraySlice(text.utf8), [type, encoding])
    }

    /// The message of an event: its payload in the form that `encoder` gave it, and as attributes what a consumer would
    /// else have to read it for.
    init(_ event: Event, _ payload: Payload, _ encoder: PayloadEncoder, at position: Int, isFIFO: Bool) {
        self.event = position
        let encoding: [Attribute]
        (body, encoding) = Self.encodings(payload, encoder)
        let id = SQSText.token(event.id)
        attributes = [
            Attribute(name: "id", type: "String", value: id),
            Attribute(name: "type", type: "String", value: SQSText.token(event.type)),
            Attribute(name: "ordering", type: "Number", value: String(event.ordering)),
        ]
        attributes += encoding
        if let reference = event.reference {
            attributes.append(Attribute(name: "terra-reference", type: "String", value: SQSText.token(reference)))
        }
        // An event of no user waits for nobody: it is a group of its own.
        groupID = isFIFO ? SQSText.token(event.userID ?? event.id) : nil
        deduplicationID = isFIFO ? id : nil
        order = event.userID ?? event.id
    }

    /// The media type of the body; of one in base64 that of text.
    var contentType: String {
        let isEncoded = attributes.contains { $0.name == "content-transfer-encoding" }
        return isEncoded ? "text/plain" : attributes.first { $0.name == "content-type" }?.value ?? "application/json"
    }

    /// What must keep its order among messages: the user, or nothing but the message itself.
    let order: String

    /// Bytes that count against the limits of the queue.
    var size: Int { attributes.reduce(body.count) { $0 + $1.size } }

    /// The message in the form of AWS's extended client libraries: a pointer to an object that holds the payload.
    func pointing(to key: String, in bucket: String) -> SQSMessage {
        var pointer: [UInt8] = Array(#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"#.utf8)
        SQSText.append(bucket, to: &pointer)
        pointer += Array(#","s3Key":"#.utf8)
        SQSText.append(key, to: &pointer)
        pointer += Array("}]".utf8)
        var message = self
        message.attributes.append(
            Attribute(name: "ExtendedPayloadSize", type: "Number", value: String(body.count))
        )
        message.body = pointer[...]
        return message
    }

    /// Appends it as an entry of `SendMessageBatch`; `id` tells it from the other entries.
    func append(id: Int, to json: inout [UInt8]) {
        json += Array("{\"Id\":\"\(id)\",\"MessageBody\":".utf8)
        SQSText.append(body, to: &json)
        json += Array(",\"MessageAttributes\":{".utf8)
        for (index, attribute) in attributes.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            SQSText.append(attribute.name, to: &json)
            json += Array(":{\"DataType\":\"\(attribute.type)\",\"StringValue\":".utf8)
            SQSText.append(attribute.value, to: &json)
            json.append(UInt8(ascii: "}"))
        }
        json.append(UInt8(ascii: "}"))
        for (name, value) in [("MessageGroupId", groupID), ("MessageDeduplicationId", deduplicationID)] {
            guard let value else { continue }
            json += Array(",\"\(name)\":".utf8)
            SQSText.append(value, to: &json)
        }
        json.append(UInt8(ascii: "}"))
    }
}
