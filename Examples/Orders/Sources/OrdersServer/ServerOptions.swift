/// Where the server listens, and where notices go. From the environment; the database's place too
/// (`DATABASE_URL`, `EVENT_STORE_SCHEMA` and their like: `PostgresConfiguration`).
struct ServerOptions {
    /// `ORDERS_HOST`: nobody but this machine unless it says otherwise.
    var host = "127.0.0.1"
    /// `ORDERS_PORT`; 0: any free one, which the log tells.
    var port = 8080
    /// `ORDERS_NOTICES`: the file that stands for a message queue.
    var noticeFile = "notices.jsonl"

    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    init(environment: [String: String]) throws(Unusable) {
        if let host = environment["ORDERS_HOST"], !host.isEmpty { self.host = host }
        if let file = environment["ORDERS_NOTICES"], !file.isEmpty { noticeFile = file }
        if let text = environment["ORDERS_PORT"], !text.isEmpty {
            guard let port = Int(text), 0...65_535 ~= port else {
                throw Unusable(description: "ORDERS_PORT is 0 to 65535, not \(text)")
            }
            self.port = port
        }
    }
}
