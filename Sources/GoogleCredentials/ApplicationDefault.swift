import Foundation
import HTTPTransport

/// Application Default Credentials, found as Google's own libraries find them: the file that
/// `GOOGLE_APPLICATION_CREDENTIALS` names, the one that `gcloud` leaves, the metadata server. Looked for anew for every
/// token, so that a replaced file needs no restart.
struct ApplicationDefault: AccessTokenSource {
    private let variable: String?
    private let gcloudFile: String?
    private let metadataServer: MetadataServer

    init(environment: (String) -> String?) {
        variable = environment("GOOGLE_APPLICATION_CREDENTIALS").flatMap { $0.isEmpty ? nil : $0 }
        let folder = environment("CLOUDSDK_CONFIG") ?? environment("HOME").map { "\($0)/.config/gcloud" }
        gcloudFile = folder.map { "\($0)/application_default_credentials.json" }
        metadataServer = MetadataServer(environment: environment)
    }

    func accessToken(
        scope: String,
        _ client: HTTPClient,
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        try await source().accessToken(scope: scope, client, until: deadline)
    }

    private func source() async throws(GoogleCredentialFailure) -> any AccessTokenSource {
        if let variable {
            do throws(CredentialFile.Problem) {
                return try Self.parse(try await CredentialFile.read(variable), variable)
            } catch {
                throw .needsAttention("GOOGLE_APPLICATION_CREDENTIALS names \(variable), which \(error.reason)")
            }
        }
        if let gcloudFile {
            do throws(CredentialFile.Problem) {
                return try Self.parse(try await CredentialFile.read(gcloudFile), gcloudFile)
            } catch {
                if !error.isMissing { throw .needsAttention("the credentials in \(gcloudFile): it \(error.reason)") }
            }
        }
        return metadataServer
    }

    private static func parse(
        _ text: String,
        _ path: String
    ) throws(CredentialFile.Problem) -> any AccessTokenSource {
        do throws(CredentialsMistake) {
            return try CredentialsJSON.source(text)
        } catch {
            throw CredentialFile.Problem(reason: "holds no credentials: \(error.message)", isMissing: false)
        }
    }
}
