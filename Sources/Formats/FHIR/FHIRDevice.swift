import JSONScanner

/// The sensor that `device_data` tells of.
struct FHIRDevice {
    /// What tells it from others of the user.
    let name: String
    /// What readings refer to it by.
    let reference: String
    private let shownName: String
    private let manufacturer: String?
    private let serialNumber: String?

    /// Nil where the element names no device: the guide wants a name.
    init?(_ value: JSONValue?, _ context: FHIRContext) {
        guard let value, let shownName = value["name"]?.string, !shownName.isEmpty else { return nil }
        self.shownName = shownName
        manufacturer = value["manufacturer"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        serialNumber = value["serial_number"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let identity = StableIdentity("fhir device", manufacturer ?? "", shownName, serialNumber ?? "")
        name = "device-" + String(decoding: identity.hexadecimal, as: UTF8.self)
        reference = context.uuid(name)
    }

    /// The entry of the Bundle.
    func entry(_ context: FHIRContext) -> String {
        var json = "{\"fullUrl\":\"\(reference)\",\"resource\":{\"resourceType\":\"Device\","
        json += "\"meta\":{\"profile\":[\"\(FHIRProfile.device.url)\"]},\"identifier\":\(context.identifier(name)),"
        if let manufacturer { json += "\"manufacturer\":\(FHIRContext.quoted(manufacturer))," }
        if let serialNumber { json += "\"serialNumber\":\(FHIRContext.quoted(serialNumber))," }
        json += "\"deviceName\":[{\"name\":\(FHIRContext.quoted(shownName)),\"type\":\"user-friendly-name\"}],"
        return json + "\"patient\":\(context.subject)}" + context.request("Device", name)
    }
}
