import ConfigurationReader
import Foundation
import GoogleCredentials
import HTTPDestinations
import HTTPTransport
import RouterCore

/// What `destinations.yaml` says about a Firestore database.
package struct FirestoreConfiguration: Sendable {
    private static let usualEndpoint = "https://firestore.googleapis.com"
    /// The paths that Terra's own destination writes.
    private static let dataPath = "terra/2022-03-16/{type}/{user_id}-{start_time}.json"
    private static let eventPath = "terra/2022-03-16/user_events/{user_id}-{timestamp}.json"

    package let project: String
    package let database: String
    /// Scheme, host and port, and a path where there is one, without a slash at the end.
    package let endpoint: String
    package let endpointURL: HTTPURL
    package let credentials: GoogleCredentials
    package let paths: DocumentPaths
    package let tls: TLSOptions

    /// Reads the keys; nil if a mistake was reported that leaves nothing to go by. `environment` looks variables up.
    package init?(
        _ section: ConfigurationSection,
        environment: (String) -> String? = { ProcessInfo.processInfo.environment[$0] }
    ) {
        let project = Self.name(section, "project", required: true)
        let database = Self.name(section, "database", required: false)
        let emulator = section.has("endpoint") ? nil : Self.emulator(environment)
        let url = section.has("endpoint") ? section.url("endpoint") : try? HTTPURL(emulator ?? Self.usualEndpoint)
        let hasCredentials = section.has("credentials")
        let credentials = GoogleCredentials(section)
        let data = Self.template(section, "path", or: Self.dataPath)
        let events = Self.template(section, "event_path", or: Self.eventPath)
        tls = TLSOptions(section)
        if url == nil, !section.has("endpoint") { section.report("FIRESTORE_EMULATOR_HOST is set to no host and port") }
        guard let project, let database, let url, let data, let events, credentials != nil || !hasCredentials else {
            return nil
        }
        self.project = project
        self.database = database
        endpointURL = url
        endpoint = String(url.text.reversed().drop { $0 == "/" }.reversed())
        self.credentials =
            credentials ?? (emulator == nil ? .applicationDefault(environment: environment) : .emulatorOwner)
        paths = DocumentPaths(data: data, events: events)
    }

    private static func emulator(_ environment: (String) -> String?) -> String? {
        guard let host = environment("FIRESTORE_EMULATOR_HOST"), !host.isEmpty else { return nil }
        return host.contains("://") ? host : "http://\(host)"
    }

    /// Names that stand in a URL as they are.
    private static func name(_ section: ConfigurationSection, _ key: String, required: Bool) -> String? {
        let text = required ? section.requiredString(key) : section.string(key) ?? "(default)"
        guard let text else { return nil }
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-:.".utf8)
        guard text == "(default)" && !required || !text.isEmpty && text.utf8.allSatisfy(allowed.contains) else {
            section.report("'\(key)' must be the id of a \(key): small letters, digits and '-'", at: key)
            return nil
        }
        return text
    }

    private static func template(
        _ section: ConfigurationSection,
        _ key: String,
        or usual: String
    ) -> ObjectKeyTemplate? {
        do throws(ObjectKeyTemplate.Mistake) {
            let template = try ObjectKeyTemplate(section.string(key) ?? usual)
            guard template.segmentCount.isMultiple(of: 2) else {
                section.report(
                    "'\(key)' must be the path of a document, collection/document/…, and so have an even number of names",
                    at: key
                )
                return nil
            }
            return template
        } catch {
            section.report("'\(key)' cannot be used: \(error.message)", at: key)
            return nil
        }
    }
}
