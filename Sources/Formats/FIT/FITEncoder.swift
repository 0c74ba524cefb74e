import JSONScanner
import RouterCore

/// Makes of the readings of a body event a FIT file for each day; of several days a chained file.
///
/// The profile knows no glucose, so readings are developer fields of `record` messages: `blood_glucose` in mg/dL, as
/// whole numbers unless one of the day is none, and Terra's `glucose_trend`. A file is an activity, as what reads FIT
/// expects of records. What identifies it is made of the user and its last reading.
struct FITEncoder: Sendable {
    private static let empty = "the event holds no readings"
    let options: FITOptions

    func encode(_ payload: Payload, of event: Event) -> EncodedPayload {
        guard event.type == "body" else { return .nothing(reason: "a \(event.type) event holds no readings") }
        let serialNumber = StableIdentity("fit file", event.userID ?? event.referenceID ?? "").number
        var output: [UInt8] = []
        var refusal: EncodedPayload?
        withTrustedJSON(payload) { root in
            GlucoseDay.forEach(in: root, assumedOffset: options.assumedOffset) { day in
                guard refusal == nil else { return }
                switch FITDay.read(day) {
                case .nothing: break
                case .refused(let reason): refusal = .refused(reason: reason)
                case .readings(let readings):
                    output = FITFile(serialNumber: serialNumber, readings).write(behind: output)
                    if output.count > FormatLimits.maxEncodedBytes { refusal = FormatLimits.tooLarge }
                }
            }
        }
        if let refusal { return refusal }
        return output.isEmpty ? .nothing(reason: Self.empty) : .payload(output[...])
    }
}
