import ConfigurationReader
import GoogleCredentials
import Testing

@Suite struct CredentialMistakeTests {
    @Test(arguments: [
        ("service-account.json", "content of a JSON file"),
        ("", "content of a JSON file"),
        ("{", "no JSON object"),
        (#"{"a": 1}"#, "'type'"),
        (#"{"type": "gdch_service_account"}"#, "their type is none of"),
        (#"{"type": "service_account"}"#, "lack 'private_key'"),
        (#"{"type": "service_account", "private_key": "hunter2"}"#, "no RSA key"),
        (#"{"type": "authorized_user", "client_id": "a", "client_secret": "hunter2"}"#, "lack 'refresh_token'"),
        (#"{"type": "external_account", "credential_source": {"environment_id": "aws1"}}"#, "'file' or a 'url'"),
        (#"{"type": "external_account", "credential_source": {}}"#, "lack 'credential_source.file'"),
        (
            #"{"type": "external_account", "credential_source": {"file": "/t"}, "audience": "a"}"#,
            "'subject_token_type'"
        ),
        (
            #"{"type": "external_account", "credential_source": {"file": "/t", "format": {"type": "json"}}}"#,
            "'subject_token_field_name'"
        ),
        (#"{"type": "impersonated_service_account"}"#, "'source_credentials'"),
        (
            #"{"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "hunter2", "token_uri": "x"}"#,
            "'token_uri' cannot be used"
        ),
    ])
    func aMistakeIsReportedWithoutTheSecret(text: String, words: String) throws {
        let (credentials, mistakes) = try read("credentials: \(quoted(text))") { GoogleCredentials($0) }
        #expect(credentials == nil)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains(words) == true, "\(mistakes)")
        #expect(!mistakes.joined().contains("hunter2"))
    }

    @Test func anonymousIsAWordOfItsOwn() async throws {
        let (credentials, mistakes) = try read("credentials: anonymous") { GoogleCredentials($0) }
        #expect(mistakes.isEmpty)
        let access = GoogleAccess(try #require(credentials), scope: "", name: "test", timeout: .seconds(1))
        #expect(try await access.authorization(until: .now) == nil)
        #expect(await access.refused(nil) == false)
    }
}
