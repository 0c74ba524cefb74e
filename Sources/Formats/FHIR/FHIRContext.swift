import JSONWriter
import RouterCore

/// What all resources of one event share, as JSON.
struct FHIRContext {
    /// What the identifiers of the user begin with: a hash, so that they hold nothing but letters, digits, `-` and `.`
    /// and can stand in a search as they are.
    let user: String
    /// The value of `subject` and `patient`.
    let subject: String
    let identifierSystem: String
    /// `identifierSystem` with its quotes.
    let quotedSystem: String

    private static let longestID = 64

    /// Why an event has no subject, for the person who configures.
    struct Refusal: Error {
        let reason: String
    }

    init(_ event: Event, _ options: FHIROptions) throws(Refusal) {
        let name = options.subject.rawValue
        let id = options.subject == .referenceID ? event.referenceID : event.userID
        guard let id else {
            throw Refusal(reason: "the event's user has no \(name), which 'fhir.subject' makes the patient's id")
        }
        user = String(decoding: StableIdentity("fhir user", event.userID ?? id).hexadecimal, as: UTF8.self)
        identifierSystem = options.identifierSystem
        quotedSystem = Self.quoted(identifierSystem)
        if let system = options.subjectSystem {
            let identifier = "{\"system\":\(Self.quoted(system)),\"value\":\(Self.quoted(id))}"
            subject = "{\"type\":\"Patient\",\"identifier\":\(identifier)}"
        } else {
            guard Self.isID(id) else {
                throw Refusal(
                    reason: "the user's \(name) is no id of FHIR (1 to \(Self.longestID) letters, digits, '-' and "
                        + "'.'): name the system of such identifiers in 'fhir.subject_system'"
                )
            }
            subject = "{\"reference\":\"Patient/\(id)\"}"
        }
    }

    /// The identifier of something that the user has, as the value of `identifier`.
    func identifier(_ name: String) -> String {
        "[{\"system\":\(quotedSystem),\"value\":\"\(user)-\(name)\"}]"
    }

    /// The `request` of an entry that is created unless there is one with its identifier, from behind the resource to
    /// the end of the entry.
    func request(_ type: String, _ name: String) -> String {
        let search = Self.quoted("identifier=\(identifierSystem)|\(user)-\(name)")
        return ",\"request\":{\"method\":\"POST\",\"url\":\"\(type)\",\"ifNoneExist\":\(search)}}"
    }

    /// The reference of something in the same Bundle.
    func uuid(_ name: String) -> String {
        "urn:uuid:" + StableIdentity("fhir entry", identifierSystem, user, name).uuid
    }

    static func quoted(_ text: String) -> String {
        var json: [UInt8] = []
        JSONText.append(text, to: &json)
        return String(decoding: json, as: UTF8.self)
    }

    private static func isID(_ text: String) -> Bool {
        (1...longestID).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == ".")
            }
    }
}
