import CCurl

/// One request under way: the state that libcurl's callbacks work on. Lives on the transfer thread only.
final class Transfer {
    let submission: Submission
    let handle: EasyHandle
    private var headerList: UnsafeMutablePointer<curl_slist>?
    var body: BodyReader
    var response: ResponseCollector

    /// Bytes. A quarter of libcurl's own measure: every handle keeps one, and answers are short.
    private static let receiveBufferSize = 4 << 10

    init(_ submission: Submission, on handle: EasyHandle) {
        self.submission = submission
        self.handle = handle
        body = BodyReader(submission.request.body)
        response = ResponseCollector(limit: submission.request.responseLimit, receive: submission.request.receive)
    }

    deinit {
        curl_slist_free_all(headerList)
    }

    /// Sets every option of the transfer; `remaining` is what is left of the request's time. The transfer must stay
    /// where it is until the handle was taken back from libcurl.
    func prepare(_ configuration: HTTPClientConfiguration, remaining: Duration) throws(HTTPFailure) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        handle.set(CURLOPT_PRIVATE, this)
        handle.set(CURLOPT_URL, submission.request.url.text)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_NOSIGNAL, 1)
        // A resolver thread that hangs must not hold up the transfers of others when its own has timed out.
        handle.set(CURLOPT_QUICK_EXIT, 1)
        handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        handle.set(CURLOPT_BUFFERSIZE, Self.receiveBufferSize)
        handle.set(CURLOPT_TCP_KEEPALIVE, 1)
        handle.set(CURLOPT_USERAGENT, configuration.userAgent)
        if let path = configuration.unixSocket { handle.set(CURLOPT_UNIX_SOCKET_PATH, path) }
        if !configuration.usesProxies { handle.set(CURLOPT_NOPROXY, "*") }
        handle.set(CURLOPT_TIMEOUT_MS, max(1, remaining.milliseconds))
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeout.milliseconds))
        if submission.request.url.isSecure { prepareTLS(configuration.tls) }
        if submission.connectsOnly {
            handle.set(CURLOPT_CONNECT_ONLY, 1)
        } else {
            try prepareHeaders()
            prepareMethodAndBody(this)
            ccurl_set_data_function(handle.pointer, CURLOPT_HEADERFUNCTION, transferTakesHeader)
            handle.set(CURLOPT_HEADERDATA, this)
            ccurl_set_data_function(handle.pointer, CURLOPT_WRITEFUNCTION, transferTakesBody)
            handle.set(CURLOPT_WRITEDATA, this)
        }
    }

    private func prepareTLS(_ tls: TLSOptions) {
        handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        handle.set(CURLOPT_SSL_VERIFYPEER, tls.verifiesServer ? 1 : 0)
        handle.set(CURLOPT_SSL_VERIFYHOST, tls.verifiesServer ? 2 : 0)
        if let file = tls.authorityFile { handle.set(CURLOPT_CAINFO, file) }
        if let file = tls.certificateFile { handle.set(CURLOPT_SSLCERT, file) }
        if let file = tls.privateKeyFile { handle.set(CURLOPT_SSLKEY, file) }
    }

    private func prepareHeaders() throws(HTTPFailure) {
        var namesContentType = false
        for field in submission.request.headers {
            guard field.isWellFormed else {
                throw HTTPFailure(
                    .invalidHeader,
                    "a header cannot be sent: its name or value holds forbidden characters"
                )
            }
            if field.name.utf8.count == 12, field.name.lowercased() == "content-type" { namesContentType = true }
            // libcurl's form for a header without a value.
            try append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // Without these libcurl waits for `100 Continue` before larger bodies, and calls every body a form.
        try append("Expect:")
        if !namesContentType { try append("Content-Type:") }
        handle.set(CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(headerList))
    }

    private func append(_ line: String) throws(HTTPFailure) {
        guard let longer = curl_slist_append(headerList, line) else {
            throw HTTPFailure(.internalError, "there is no memory for a request's headers")
        }
        headerList = longer
    }

    private func prepareMethodAndBody(_ this: UnsafeMutableRawPointer) {
        let method = submission.request.method
        if method == .head {
            handle.set(CURLOPT_NOBODY, 1)
        } else if body.count > 0 || method != .get && method != .delete {
            handle.set(CURLOPT_POST, 1)
            prepareBody(this)
            if method != .post { handle.set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
        } else if method != .get {
            handle.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    private func prepareBody(_ this: UnsafeMutableRawPointer) {
        ccurl_set_offset(handle.pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        if body.count == 0 {
            handle.set(CURLOPT_COPYPOSTFIELDS, "")
        } else if body.count <= EasyHandle.scratchLimit {
            handle.set(CURLOPT_POSTFIELDS, handle.join(&body))
        } else {
            ccurl_set_data_function(handle.pointer, CURLOPT_READFUNCTION, transferGivesBody)
            handle.set(CURLOPT_READDATA, this)
            ccurl_set_seek_function(handle.pointer, transferRewindsBody)
            handle.set(CURLOPT_SEEKDATA, this)
        }
    }
}
