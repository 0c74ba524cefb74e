import ConfigurationReader
import Foundation
import HTTPDestinations
import HTTPTransport
import JSONScanner

/// What a `supabase` section of the configuration says.
package struct SupabaseConfiguration: Sendable {
    /// Without a slash at its end.
    package let url: HTTPURL
    /// A secret: of the role service_role, or a key of the form sb_secret_….
    package let key: String
    package var bucket = "terra-payloads"
    /// Where the tables and the function are.
    package var schema = "public"
    package var tls = TLSOptions()
    /// Requests on the way at once.
    package var connections = 16

    package init(url: HTTPURL, key: String) {
        self.url = url
        self.key = key
    }

    /// Reads the keys; nil if there was a mistake, which is then reported. What is missing of URL and key comes from
    /// `SUPABASE_URL` and `SUPABASE_SERVICE_ROLE_KEY` or `SUPABASE_SECRET_KEY`.
    package init?(
        _ section: ConfigurationSection,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        func value(_ key: String, or names: [String]) -> String? {
            if section.has(key) { return section.requiredString(key) }
            let value = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
            // Reports what is missing.
            return value ?? section.requiredString(key)
        }
        let url = value("url", or: ["SUPABASE_URL"]).flatMap { Self.url($0, section) }
        let key = value("service_role_key", or: ["SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"])
            .flatMap { Self.key($0, section) }
        let bucket = section.string("bucket")
        let schema = section.string("schema")
        let tls = TLSOptions(section)
        let connections = section.integer("connections", in: 1...256)
        for (name, text) in [("bucket", bucket), ("schema", schema)] {
            guard let text, text.isEmpty || text.utf8.count > 63 || !text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
                continue
            }
            section.report("'\(name)' must be a name of 1 to 63 ASCII characters without spaces", at: name)
            return nil
        }
        guard let url, let key else { return nil }
        self.init(url: url, key: key)
        self.bucket = bucket ?? self.bucket
        self.schema = schema ?? self.schema
        self.tls = tls
        self.connections = connections ?? self.connections
    }

    private static func url(_ text: String, _ section: ConfigurationSection) -> HTTPURL? {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        guard let url = try? HTTPURL(text), !text.contains("?"), !text.contains("#") else {
            section.report("'url' must be the project's URL, such as https://abcdefgh.supabase.co", at: "url")
            return nil
        }
        return url
    }

    /// Tells the keys that are meant for browsers from the one that is not.
    private static func key(_ text: String, _ section: ConfigurationSection) -> String? {
        guard text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            section.report("'service_role_key' holds characters that no key has", at: "service_role_key")
            return nil
        }
        let isPublic = text.hasPrefix("sb_publishable_") || role(of: text) == "anon"
        guard !isPublic else {
            section.report(
                "'service_role_key' is the anon or publishable key: what is needed is the service_role or a secret key",
                at: "service_role_key"
            )
            return nil
        }
        return text
    }

    /// The claim `role` of a key that is a JSON Web Token; nil for any other.
    private static func role(of token: String) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var base64 = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
        guard let data = Data(base64Encoded: base64) else { return nil }
        return try? withJSON(ArraySlice(data)) { $0["role"]?.string }
    }
}
