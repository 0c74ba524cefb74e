import Signing

/// What requests are authorized with.
package enum BlobCredential: Sendable {
    case sharedKey(AzureSharedKey)
    case sharedAccessSignature(SharedAccessSignature)
    /// Tokens of Microsoft Entra ID, fetched for this identity.
    case identity(AzureIdentity)
}
