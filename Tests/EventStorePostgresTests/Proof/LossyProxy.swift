import Foundation
import Glibc
import Testing

@testable import EventStorePostgres

/// A TCP proxy on loopback that can cut a connection between the server's work and its answer: armed, it passes the next
/// request on, waits for the answer, drops it and closes both ends. The client cannot know what became of its call.
// Unchecked: everything that changes is behind the lock.
final class LossyProxy: @unchecked Sendable {
    private struct State {
        var isArmed = false
        var cuts = 0
        var isClosed = false
        /// Open sockets, and how many pumps use each.
        var sockets: [Int32: Int] = [:]
    }

    private let listener: Int32
    private let server: Int
    private let state = Lock(State())
    let port: Int

    init(to server: Int) throws {
        self.server = server
        let socket = Self.makeSocket()
        listener = socket
        var address = Self.loopback(0)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(bound == 0 && listen(listener, 64) == 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in acceptAll() }
    }

    var cuts: Int { state.withLock { $0.cuts } }

    /// The next request is answered by silence.
    func arm() { state.withLock { $0.isArmed = true } }

    func close() {
        let sockets = state.withLock { state in
            state.isClosed = true
            return state.sockets
        }
        for socket in Array(sockets.keys) + [listener] { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private static func makeSocket() -> Int32 { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            let upstream = Self.makeSocket()
            var address = Self.loopback(server)
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            let isClosed = state.withLock { state in
                for socket in [client, upstream] { state.sockets[socket] = 2 }
                return state.isClosed
            }
            if connected != 0 || isClosed {
                for _ in 0..<2 { release([client, upstream]) }
                continue
            }
            Thread.detachNewThread { [self] in pump(from: client, to: upstream, isRequest: true) }
            Thread.detachNewThread { [self] in pump(from: upstream, to: client, isRequest: false) }
        }
        Glibc.close(listener)
    }

    /// Closes sockets that no pump uses any more.
    private func release(_ sockets: [Int32]) {
        state.withLock { state in
            for socket in sockets {
                state.sockets[socket]! -= 1
                if state.sockets[socket] == 0 {
                    state.sockets[socket] = nil
                    Glibc.close(socket)
                }
            }
        }
    }

    private func pump(from source: Int32, to target: Int32, isRequest: Bool) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            // An armed proxy drops what the server answers from now on.
            if !isRequest {
                let mustCut = state.withLock { state in
                    defer { state.isArmed = false }
                    if state.isArmed { state.cuts += 1 }
                    return state.isArmed
                }
                if mustCut { break }
            }
            var sent = 0
            while sent < count {
                let written = buffer.withUnsafeBytes {
                    send(target, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL))
                }
                guard written > 0 else { break }
                sent += written
            }
            if sent < count { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(target, Int32(SHUT_RDWR))
        release([source, target])
    }
}
