import CCurl

// What libcurl calls, always on the transfer thread. The data of a transfer's functions is the `Transfer`, which the loop
// keeps until the handle was taken back.

private func transfer(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
    pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// `CURLOPT_HEADERFUNCTION`: another count than that of the bytes given aborts the transfer.
func transferTakesHeader(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(pointer)?.response.takeHeader(line) == true ? line.count : -1
}

/// `CURLOPT_WRITEFUNCTION`: another count than that of the bytes given aborts the transfer.
func transferTakesBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int {
    let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(pointer)?.response.takeBody(part) == true ? part.count : -1
}

/// `CURLOPT_READFUNCTION`: how many bytes of the request's body were written to the buffer.
func transferGivesBody(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int {
    let target = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    return transfer(pointer)?.body.read(into: target) ?? Int(CURL_READFUNC_ABORT)
}

/// `CURLOPT_SEEKFUNCTION`: libcurl goes back to the start where a kept connection turns out to be closed.
func transferRewindsBody(_ pointer: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    guard let transfer = transfer(pointer), offset == 0, origin == SEEK_SET else { return CURL_SEEKFUNC_FAIL }
    transfer.body.rewind()
    return CURL_SEEKFUNC_OK
}

/// `CURLMOPT_SOCKETFUNCTION`; the data is the `TransferLoop`.
func loopWatchesSocket(
    _ easy: UnsafeMutableRawPointer?,
    _ socket: curl_socket_t,
    _ interest: Int32,
    _ loop: UnsafeMutableRawPointer?,
    _ assigned: UnsafeMutableRawPointer?
) -> Int32 {
    guard let loop else { return -1 }
    Unmanaged<TransferLoop>.fromOpaque(loop).takeUnretainedValue().watch(socket, for: interest)
    return 0
}

/// `CURLMOPT_TIMERFUNCTION`; the data is the `TransferLoop`.
func loopSetsTimer(_ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ loop: UnsafeMutableRawPointer?) -> Int32 {
    guard let loop else { return -1 }
    Unmanaged<TransferLoop>.fromOpaque(loop).takeUnretainedValue().setTimer(milliseconds)
    return 0
}
