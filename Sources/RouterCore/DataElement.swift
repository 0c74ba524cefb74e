import JSONScanner

/// One element of an event's `data`, looked through once for what keys and readings need.
struct DataElement {
    let value: JSONValue
    let startTime: String?
    let endTime: String?
    let summaryID: String?
    /// `metadata.id`.
    let planID: String?
    let timestamp: String?
    private let glucose: JSONValue?

    init(_ value: JSONValue) {
        var metadata: JSONValue?
        var timestamp: JSONValue?
        var glucose: JSONValue?
        for (key, member) in value.members {
            switch key {
            case "metadata": metadata = member
            case "timestamp": timestamp = member
            case "glucose_data": glucose = member
            default: break
            }
        }
        self.value = value
        self.startTime = metadata?["start_time"]?.storableString
        self.endTime = metadata?["end_time"]?.storableString
        self.summaryID = metadata?["summary_id"]?.storableString
        self.planID = metadata?["id"]?.storableString
        self.timestamp = timestamp?.storableString
        self.glucose = glucose
    }

    /// Calls `body` for each reading that says when it was taken, in the order of the text.
    func forEachReading<E: Error>(_ body: (GlucoseReading) throws(E) -> Void) throws(E) {
        guard let glucose else { return }
        try GlucoseReading.forEach(inGlucoseData: glucose, body)
    }
}
