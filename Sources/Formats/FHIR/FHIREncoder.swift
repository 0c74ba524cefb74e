import JSONScanner
import RouterCore

/// Makes of the readings of a body event a transaction Bundle as the CGM Implementation Guide 1.0.0 has it.
///
/// Each entry is created unless there is one with its identifier, so that a superset of the day adds what is new. An
/// identifier is made of the user and the instant (or the date, or the sensor), never of the value: what was created is
/// not corrected. The guide lets a receiver take nothing but `POST`.
struct FHIREncoder: Sendable {
    let options: FHIROptions

    func encode(_ payload: Payload, of event: Event) -> EncodedPayload {
        guard event.type == "body" else { return .nothing(reason: "a \(event.type) event holds no readings") }
        do throws(FHIRContext.Refusal) {
            let context = try FHIRContext(event, options)
            var bundle = FHIRBundle(context, options, ordering: event.ordering)
            withTrustedJSON(payload) { root in
                GlucoseDay.forEach(in: root, assumedOffset: options.assumedOffset) { day in bundle.add(day) }
            }
            return bundle.finish()
        } catch {
            return hasReadings(payload) ? .refused(reason: error.reason) : .nothing(reason: FHIRBundle.empty)
        }
    }

    private func hasReadings(_ payload: Payload) -> Bool {
        var found = false
        withTrustedJSON(payload) { root in
            GlucoseDay.forEach(in: root) { day in found = found || day.samples.contains { $0.value != nil } }
        }
        return found
    }
}
