/// The parts of an Observation's entry that are the same for every one of a kind.
struct FHIRObservation {
    let profile: FHIRProfile
    let context: FHIRContext
    /// The sensor's reference; nil where it is not known.
    var device: String?

    private static let category = """
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category",\
        "code":"laboratory"}]}]
        """

    /// From the beginning of the resource to the opening quote of the identifier's value, and what it begins with.
    var head: String {
        """
        {"resourceType":"Observation","meta":{"profile":["\(profile.url)"]},\
        "identifier":[{"system":\(context.quotedSystem),"value":"\(context.user)-
        """
    }

    /// From the closing quote of the identifier's value to behind the subject, with the comma.
    var middle: String {
        """
        "}],"status":"final",\(Self.category),\
        "code":{"coding":[{"system":"http://loinc.org","code":"\(profile.code)"}]},"subject":\(context.subject),
        """
    }

    /// The sensor, where it is known, and the end of the resource.
    var tail: String { (device.map { ",\"device\":{\"reference\":\"\($0)\"}" } ?? "") + "}" }
}
