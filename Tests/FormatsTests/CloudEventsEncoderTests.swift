import Formats
import Foundation
import RouterCore
import Testing

@Suite struct CloudEventsEncoderTests {
    private func encoder(_ change: (inout CloudEventsOptions) -> Void = { _ in }) -> PayloadEncoder {
        var options = CloudEventsOptions()
        change(&options)
        return PayloadEncoder(.cloudEvents(options))
    }

    @Test func anEventOfAnyTypeIsOne() throws {
        let event = TestEvents.event(#"{"type":"auth","status":"success"}"#, type: "auth", user: nil)
        let found = try encoder().encode(event.payload, of: event).object()
        #expect(found["specversion"] as? String == "1.0")
        #expect(found["id"] as? String == "trace-1")
        #expect(found["type"] as? String == "co.tryterra.auth")
        #expect(found["source"] as? String == "urn:distributary")
        #expect(found["time"] as? String == "2026-09-16T03:04:11.123000Z")
        #expect(found["subject"] == nil)
        #expect(found["terrareference"] as? String == "ref-1")
        #expect(found["data"] as? NSDictionary == ["type": "auth", "status": "success"])
    }

    @Test func dataIsThePayloadByteForByte() throws {
        let payload = #"{"type":"body", "big":12345678901234567890.10,"é":"\u00e9"}"#
        let event = TestEvents.event(payload)
        #expect(try encoder().encode(event.payload, of: event).text().contains("\"data\":\(payload)}"))
    }

    @Test func binaryModeHasHeadersAndThePayloadItself() {
        let event = TestEvents.event(#"{"type":"body"}"#, user: "Jürgen \"1\" 5%")
        let encoder = encoder {
            $0.mode = .binary
            $0.source = "https://clinic.example/cgm"
            $0.typePrefix = "org.example."
        }
        #expect(encoder.encode(event.payload, of: event) == .payload(event.payload))
        #expect(encoder.isIdentity)
        let headers = Dictionary(encoder.headers(for: event).map { ($0.name, $0.value) }) { first, _ in first }
        #expect(
            headers == [
                "ce-specversion": "1.0", "ce-id": "trace-1", "ce-source": "https://clinic.example/cgm",
                "ce-type": "org.example.body", "ce-time": "2026-09-16T03:04:11.123000Z",
                "ce-subject": "J%C3%BCrgen%20%221%22%205%25", "ce-terrareference": "ref-1",
            ]
        )
    }

    @Test func aLineHasNoBreaks() throws {
        let event = TestEvents.event("{\"type\":\n\"body\",\r\n\"a\":\"b\"}")
        let line = try encoder().encodeLines(of: event).text()
        #expect(!line.contains { $0.isNewline })
        #expect(line.contains("\"a\":\"b\""))
    }
}
