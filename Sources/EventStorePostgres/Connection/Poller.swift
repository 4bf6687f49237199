#if os(Linux)
    import CLibPQ
    import Glibc

    /// What a socket is ready for, or what its owner waits for.
    struct Readiness: OptionSet, Sendable {
        let rawValue: UInt32

        static let readable = Readiness(rawValue: EPOLLIN.rawValue)
        static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
        /// Reported without being asked for: an error, or both directions closed.
        static let closed = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    }

    /// An epoll instance and the eventfd that ends its wait. Level-triggered. `watch`, `change`, `forget` and `wake` may be
    /// called by any thread, `wait` by one.
    struct Poller: Sendable {
        private let epoll: Int32
        private let waker: Int32

        /// The token under which `wait` reports a wake-up; sockets start at 1.
        static let wakeToken: UInt64 = 0

        init() {
            epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
            waker = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
            precondition(epoll >= 0 && waker >= 0, "no file descriptors left for the event loop (errno \(errno))")
            _ = control(EPOLL_CTL_ADD, waker, Self.wakeToken, .readable)
        }

        func watch(_ socket: Int32, token: UInt64, for interest: Readiness) -> Bool {
            control(EPOLL_CTL_ADD, socket, token, interest)
        }

        func change(_ socket: Int32, token: UInt64, to interest: Readiness) {
            _ = control(EPOLL_CTL_MOD, socket, token, interest)
        }

        func forget(_ socket: Int32) {
            _ = control(EPOLL_CTL_DEL, socket, 0, [])
        }

        func wake() {
            var one: UInt64 = 1
            _ = write(waker, &one, 8)
        }

        /// Appends (token, readiness) for every ready socket to `ready`. A negative timeout waits for ever.
        func wait(
            nanoseconds: Int64, buffer: UnsafeMutableBufferPointer<epoll_event>,
            into ready: inout [(UInt64, Readiness)]
        ) {
            let count = es_epoll_wait(epoll, buffer.baseAddress!, Int32(buffer.count), nanoseconds)
            guard count > 0 else { return }  // Timeout or EINTR: the loop looks at its timers and comes back.
            for index in 0..<Int(count) {
                let token = buffer[index].data.u64
                if token == Self.wakeToken {
                    var value: UInt64 = 0
                    _ = read(waker, &value, 8)
                } else {
                    ready.append((token, Readiness(rawValue: buffer[index].events)))
                }
            }
        }

        private func control(_ operation: Int32, _ socket: Int32, _ token: UInt64, _ interest: Readiness) -> Bool {
            var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token))
            return epoll_ctl(epoll, operation, socket, &event) == 0
        }
    }
#endif
