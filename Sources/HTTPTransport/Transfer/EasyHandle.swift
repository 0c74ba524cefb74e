import CCurl

/// One libcurl easy handle and the memory that its options point into; used again for transfer after transfer.
final class EasyHandle {
    /// The largest body that is joined into `scratch`. Up to this size libcurl sends headers and body in one go, which
    /// saves more than the copy costs; larger bodies are read out of their parts.
    static let scratchLimit = 64 << 10

    let pointer: UnsafeMutableRawPointer
    /// Where libcurl writes the text of an error.
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Nil when there is no memory.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        prepare()
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorBuffer.deallocate()
        scratch.deallocate()
    }

    /// Forgets every option, so that nothing of a transfer reaches into the next.
    func reset() {
        curl_easy_reset(pointer)
        prepare()
    }

    private func prepare() {
        errorBuffer[0] = 0
        ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorBuffer)
    }

    /// What libcurl wrote about the last error; empty where it wrote nothing.
    var errorText: String { String(cString: errorBuffer) }

    /// The whole body in one piece of memory that stays until the next call.
    func join(_ body: inout BodyReader) -> UnsafeMutableRawPointer? {
        if scratch.count < body.count {
            scratch.deallocate()
            scratch = .allocate(byteCount: body.count, alignment: 16)
        }
        _ = body.read(into: scratch)
        return scratch.baseAddress
    }

    func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(pointer, option, value) }
    func set(_ option: CURLoption, _ value: String) { ccurl_set_string(pointer, option, value) }
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) { ccurl_set_pointer(pointer, option, value) }
}
