import CCurl
import Foundation

extension Transfer {
    /// What became of the request, once libcurl says that the transfer is over.
    func outcome(_ code: CURLcode) -> Submission.Outcome {
        switch (code, response.stop) {
        case (CURLE_OK, _), (_, .enough?):
            let status = ccurl_get_long(handle.pointer, CURLINFO_RESPONSE_CODE)
            return .success(
                HTTPResponse(
                    status: status,
                    headers: ResponseHeaders(lines: response.headerLines),
                    body: response.body,
                    isBodyTruncated: response.isBodyTruncated,
                    isHTTP2: ccurl_get_long(handle.pointer, CURLINFO_HTTP_VERSION) == Int(CURL_HTTP_VERSION_2_0)
                )
            )
        case (_, .bodyTooLarge?):
            return failure(.responseTooLarge, "\(url) answered with a larger body than is taken")
        case (_, .headersTooLarge?):
            let limit = ResponseCollector.maximumHeaderBytes
            return failure(.responseTooLarge, "\(url) answered with more than \(limit) bytes of headers")
        default:
            return failed(code)
        }
    }

    private var url: HTTPURL { submission.request.url }

    /// Whether at least a part of the request may have been sent.
    private var mayHaveArrived: Bool {
        !submission.connectsOnly && ccurl_get_offset(handle.pointer, CURLINFO_PRETRANSFER_TIME_T) > 0
    }

    private func failure(_ kind: HTTPFailure.Kind, _ reason: String) -> Submission.Outcome {
        .failure(HTTPFailure(kind, reason, mayHaveArrived: mayHaveArrived))
    }

    private func failed(_ code: CURLcode) -> Submission.Outcome {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            failure(.cannotResolve, "the host name of \(url) does not resolve")
        case CURLE_COULDNT_RESOLVE_PROXY:
            failure(.cannotResolve, "the host name of the proxy to \(url) does not resolve")
        case CURLE_COULDNT_CONNECT:
            failure(.cannotConnect, "cannot connect to \(url): \(systemError ?? detail(code))")
        case CURLE_PROXY:
            failure(.cannotConnect, "the proxy makes no connection to \(url)")
        case CURLE_OPERATION_TIMEDOUT:
            timedOut()
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            failure(.certificate, "the certificate of \(url) cannot be trusted: \(detail(code))")
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CRL_BADFILE:
            failure(.tlsFiles, "a file with certificates or a key cannot be used: \(detail(code))")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED:
            failure(.tlsHandshake, "the TLS handshake with \(url) failed: \(detail(code))")
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND:
            failure(.connectionLost, "the connection to \(url) broke before the answer: \(detail(code))")
        // The URL was read before, so this is the server's HTTP/0.9.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            failure(.invalidResponse, "what \(url) answered is not HTTP")
        default:
            failure(.internalError, "the request to \(url) failed: \(detail(code))")
        }
    }

    private func timedOut() -> Submission.Outcome {
        mayHaveArrived
            ? failure(.timedOut, "\(url) did not answer in time")
            : failure(.timedOut, "no connection to \(url) could be made in time")
    }

    /// libcurl's words for the error at hand, else for its kind, on one line. They name hosts, files and reasons; the
    /// codes for which they are used never quote the URL.
    private func detail(_ code: CURLcode) -> String {
        let text = handle.errorText.isEmpty ? String(cString: curl_easy_strerror(code)) : handle.errorText
        return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    private var systemError: String? {
        let number = ccurl_get_long(handle.pointer, CURLINFO_OS_ERRNO)
        return number == 0 ? nil : String(cString: strerror(Int32(truncatingIfNeeded: number)))
    }
}
