import HTTPTransport
import RouterCore

extension HTTPFailure {
    /// What a failure of the transport means for the event that was on its way: whatever it was may be over the next
    /// time, so it is always `retry`.
    package var outcome: Outcome {
        switch kind {
        case .certificate: .retry(after: nil, reason: "\(reason); an authority of your own is named in 'tls.ca'")
        default: .retry(after: nil, reason: reason)
        }
    }

    /// Whether any other request would meet with the same now.
    package var concernsAll: Bool {
        switch kind {
        case .certificate, .cannotResolve, .cannotConnect, .tlsHandshake, .tlsFiles, .closed, .cancelled: true
        case .timedOut: !mayHaveArrived
        case .invalidURL, .invalidHeader, .connectionLost, .responseTooLarge, .invalidResponse, .overloaded,
            .internalError:
            false
        }
    }
}
