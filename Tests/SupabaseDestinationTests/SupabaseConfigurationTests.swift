import Foundation
import HTTPTransport
import SupabaseDestination
import Testing

@Suite struct SupabaseConfigurationTests {
    private static let url = "https://abcdefgh.supabase.co"

    private static func token(role: String) -> String {
        func part(_ json: String) -> String {
            Data(json.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
        }
        return "\(part(#"{"alg":"HS256","typ":"JWT"}"#)).\(part(#"{"iss":"supabase","role":"\#(role)"}"#)).c2lnbmF0dXJl"
    }

    @Test func readsTheKeysAndTheirDefaults() {
        let key = Self.token(role: "service_role")
        let (configuration, messages) = TestProject.configuration(["url": Self.url + "/", "service_role_key": key])
        #expect(messages == [])
        #expect(configuration?.key == key)
        #expect(configuration?.bucket == "terra-payloads")
        #expect(configuration?.schema == "public")
    }

    @Test(arguments: ["SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"])
    func whatIsNotWrittenComesFromTheEnvironment(variable: String) {
        let environment = ["SUPABASE_URL": Self.url, variable: "sb_secret_x"]
        let (configuration, messages) = TestProject.configuration(["bucket": "b"], environment: environment)
        #expect(messages == [])
        #expect(configuration?.key == "sb_secret_x")
        #expect(configuration?.url.host == "abcdefgh.supabase.co")
    }

    @Test(arguments: [
        (["service_role_key": "sb_secret_x"], "missing key 'url'"),
        (["url": url], "missing key 'service_role_key'"),
        (["url": "abc def", "service_role_key": "sb_secret_x"], "'url' must be the project's URL"),
        (["url": url, "service_role_key": "sb_publishable_x"], "anon or publishable"),
        (["url": url, "service_role_key": token(role: "anon")], "anon or publishable"),
        (["url": url, "service_role_key": "sb_secret_x", "bucket": "a b"], "'bucket' must be"),
        (["url": url, "service_role_key": "sb_secret_x", "schema": ""], "'schema' must be"),
    ])
    func everyMistakeIsSaid(keys: [String: String], words: String) {
        let (configuration, messages) = TestProject.configuration(keys)
        #expect(configuration == nil)
        #expect(messages.contains { $0.contains(words) }, "\(messages)")
        #expect(!messages.contains { $0.contains("sb_secret_x") || $0.contains("sb_publishable_x") })
    }
}
