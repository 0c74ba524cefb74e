import RouterCore

/// Makes of payloads what a destination is to be sent. Chosen once, when the configuration is read; pure and free of
/// state, so that every redelivery is the same.
package struct PayloadEncoder: Sendable, Hashable {
    /// What is done, with what the user chose for it.
    package enum Encoding: Sendable, Hashable {
        case json
        case fhir(FHIROptions)
        case fit(FITOptions)
        case cloudEvents(CloudEventsOptions)
        case readings(ReadingsOptions)
    }

    /// The bytes as they came.
    package static let json = PayloadEncoder(.json)

    package let encoding: Encoding

    package init(_ encoding: Encoding) {
        self.encoding = encoding
    }

    package var format: PayloadFormat {
        switch encoding {
        case .json: .json
        case .fhir: .fhir
        case .fit: .fit
        case .cloudEvents: .cloudevents
        case .readings: .readings
        }
    }

    /// Whether payloads leave as they came; there may be headers all the same.
    package var isIdentity: Bool {
        switch encoding {
        case .json: true
        case .cloudEvents(let options): options.mode == .binary
        case .fhir, .fit, .readings: false
        }
    }

    /// The media type of an encoded payload.
    package var contentType: String {
        switch encoding {
        case .json: "application/json"
        case .fhir: "application/fhir+json"
        case .fit: "application/vnd.ant.fit"
        case .cloudEvents(let options):
            options.mode == .binary ? "application/json" : "application/cloudevents+json"
        case .readings(let options): Self.contentType(options)
        }
    }

    /// What the name of a file with one encoded payload ends in.
    package var fileExtension: String {
        switch encoding {
        case .json, .fhir, .cloudEvents: ".json"
        case .fit: ".fit"
        case .readings(let options): ".\(options.encoding.rawValue)"
        }
    }

    /// Whether what comes out is UTF-8.
    package var isText: Bool { format != .fit }

    /// Encodes one payload: an event's, or that of one of its records. `id` tells it from other parts of the event; nil:
    /// it is the whole event.
    package func encode(_ payload: Payload, of event: Event, id: String? = nil) -> EncodedPayload {
        switch encoding {
        case .json: .payload(payload)
        case .fhir(let options): FHIREncoder(options: options).encode(payload, of: event)
        case .fit(let options): FITEncoder(options: options).encode(payload, of: event)
        case .cloudEvents(let options):
            options.mode == .binary
                ? .payload(payload)
                : CloudEventsEncoder(options: options).encode(payload, of: event, id: id ?? event.id)
        case .readings(let options):
            ReadingsEncoder(options: options).encode(payload, of: event, withHeader: true)
        }
    }

    /// Headers that go with an encoded payload over HTTP, beside its content type.
    package func headers(for event: Event) -> [(name: String, value: String)] {
        guard case .cloudEvents(let options) = encoding, options.mode == .binary else { return [] }
        return CloudEventsEncoder(options: options).headers(of: event)
    }

    static func contentType(_ options: ReadingsOptions) -> String {
        switch options.encoding {
        case .ndjson: "application/x-ndjson"
        case .csv: "text/csv; charset=utf-8; header=present"
        }
    }
}
