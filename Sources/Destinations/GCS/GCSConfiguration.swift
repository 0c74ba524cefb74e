import ConfigurationReader
import Foundation
import GoogleCredentials
import HTTPDestinations
import HTTPTransport
import ObjectStorage

/// What `destinations.yaml` says about a bucket of Google Cloud Storage.
package struct GCSConfiguration: Sendable {
    private static let usualEndpoint = "https://storage.googleapis.com"
    /// Chunks of a resumable upload are multiples of this, but for the last.
    package static let chunkUnit = 256 << 10

    package let bucket: String
    /// Scheme, host and port, and a path where there is one, without a slash at the end.
    package let endpoint: String
    package let endpointURL: HTTPURL
    package let credentials: GoogleCredentials
    package let layout: LayoutConfiguration
    package let tls: TLSOptions
    /// Requests on the way at once.
    package let connections: Int
    /// Objects of more bytes than this are sent in chunks.
    package let resumableThreshold: Int
    /// Bytes of a chunk: a multiple of `chunkUnit`.
    package let chunkSize: Int

    /// Reads the keys; nil if a mistake was reported that leaves nothing to go by. `environment` looks variables up.
    package init?(
        _ section: ConfigurationSection,
        environment: (String) -> String? = { ProcessInfo.processInfo.environment[$0] }
    ) {
        let bucket = Self.bucket(section)
        let emulator = section.has("endpoint") ? nil : Self.emulator(environment)
        let url = section.has("endpoint") ? section.url("endpoint") : try? HTTPURL(emulator ?? Self.usualEndpoint)
        let hasCredentials = section.has("credentials")
        let credentials = GoogleCredentials(section)
        let layout = LayoutConfiguration(section, hasPrefix: true)
        let tls = TLSOptions(section)
        let connections = section.integer("connections", in: 1...1024)
        let threshold = section.size("resumable_threshold", in: (1 << 10)...(1 << 30))
        let chunkSize = section.size("chunk_size", in: Self.chunkUnit...(1 << 30)) ?? 8 << 20
        if chunkSize % Self.chunkUnit != 0 {
            section.report("'chunk_size' must be a multiple of 256KiB", at: "chunk_size")
        }
        if url == nil, !section.has("endpoint") { section.report("STORAGE_EMULATOR_HOST is set to no URL") }
        guard let bucket, let url, let layout, credentials != nil || !hasCredentials else { return nil }
        self.bucket = bucket
        endpointURL = url
        endpoint = Self.base(url.text)
        // Emulators ask for none.
        self.credentials = credentials ?? (emulator == nil ? .applicationDefault(environment: environment) : .anonymous)
        self.layout = layout
        self.tls = tls
        self.connections = connections ?? 32
        resumableThreshold = threshold ?? 8 << 20
        self.chunkSize = chunkSize
    }

    private static func bucket(_ section: ConfigurationSection) -> String? {
        guard let name = section.requiredString("bucket") else { return nil }
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
        guard (3...222).contains(name.utf8.count), name.utf8.allSatisfy(allowed.contains), name != "..." else {
            section.report(
                "'bucket' must be the name of a bucket: 3 to 222 small letters, digits, '-', '_' and '.'; "
                    + "folders in it go to 'prefix'",
                at: "bucket"
            )
            return nil
        }
        return name
    }

    /// With or without a scheme, as Google's libraries take it.
    private static func emulator(_ environment: (String) -> String?) -> String? {
        guard let host = environment("STORAGE_EMULATOR_HOST"), !host.isEmpty else { return nil }
        return host.contains("://") ? host : "http://\(host)"
    }

    /// Some write the endpoint with the path of the API.
    private static func base(_ url: String) -> String {
        var base = Substring(url)
        while base.hasSuffix("/") { base.removeLast() }
        if base.hasSuffix("/storage/v1") { base.removeLast("/storage/v1".count) }
        return String(base)
    }
}
