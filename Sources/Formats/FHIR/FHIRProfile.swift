/// The profiles of the CGM Implementation Guide 1.0.0, with what they fix: code, unit as it is shown, and UCUM's.
enum FHIRProfile: String {
    case bundle = "cgm-data-submission-bundle"
    case device = "cgm-device"
    case readingByMass = "cgm-sensor-reading-mass-per-volume"
    case readingByMoles = "cgm-sensor-reading-moles-per-volume"
    case summary = "cgm-summary"
    case meanByMass = "cgm-summary-mean-glucose-mass-per-volume"
    case meanByMoles = "cgm-summary-mean-glucose-moles-per-volume"
    case timesInRanges = "cgm-summary-times-in-ranges"
    case managementIndicator = "cgm-summary-gmi"
    case coefficientOfVariation = "cgm-summary-coefficient-of-variation"
    case daysOfWear = "cgm-summary-days-of-wear"
    case sensorActive = "cgm-summary-sensor-active-percentage"

    static let massUnit = FHIRUnit(shown: "mg/dl", code: "mg/dL")
    static let molarUnit = FHIRUnit(shown: "mmol/l", code: "mmol/L")
    static let percent = FHIRUnit(shown: "%", code: "%")
    static let days = FHIRUnit(shown: "days", code: "d")

    var url: String { "http://hl7.org/fhir/uv/cgm/StructureDefinition/\(rawValue)" }

    /// The LOINC code of an observation; empty for what is none.
    var code: String {
        switch self {
        case .bundle, .device: ""
        case .readingByMass: "99504-3"
        case .readingByMoles: "105272-9"
        case .summary: "107931-8"
        case .meanByMass: "97507-8"
        case .meanByMoles: "105273-7"
        case .timesInRanges: "106793-3"
        case .managementIndicator: "97506-0"
        case .coefficientOfVariation: "104638-2"
        case .daysOfWear: "104636-6"
        case .sensorActive: "104637-4"
        }
    }

    static func reading(in unit: GlucoseUnit) -> (profile: FHIRProfile, unit: FHIRUnit) {
        switch unit {
        case .milligramsPerDeciliter: (.readingByMass, massUnit)
        case .millimolesPerLiter: (.readingByMoles, molarUnit)
        }
    }
}
