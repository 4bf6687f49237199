#if Tracing
    import Foundation
    import Synchronization
    import Tracing

    /// What a tracer needs to go on with a trace elsewhere: a few short texts, for example `traceparent` and `tracestate`. They are
    /// free keys of an event's metadata.
    struct TraceFields: Hashable {
        private(set) var values: [String: String] = [:]

        private struct Carrier: Injector, Extractor {
            func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
                carrier[key] = value
            }
            func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        }

        /// What the tracer puts out for `context`.
        init(_ context: ServiceContext) {
            InstrumentationSystem.instrument.inject(context, into: &values, using: Carrier())
        }

        /// What an event carries: of the texts in its metadata those that the tracer asks for.
        init(_ metadata: EventMetadata) {
            guard metadata.additional != nil else { return }
            let texts = (metadata.freeKeys ?? [:]).compactMapValues(\.string)
            let asking = Asking()
            var context = ServiceContext.topLevel
            InstrumentationSystem.instrument.extract(texts, into: &context, using: asking)
            values = asking.found.withLock { $0 }
        }

        /// Keeps what is asked for.
        private final class Asking: Extractor {
            let found = Mutex<[String: String]>([:])

            func extract(key: String, from carrier: [String: String]) -> String? {
                guard let value = carrier[key] else { return nil }
                found.withLock { $0[key] = value }
                return value
            }
        }

        var isEmpty: Bool { values.isEmpty }

        /// The context that the tracer makes of it.
        var context: ServiceContext {
            var context = ServiceContext.topLevel
            InstrumentationSystem.instrument.extract(values, into: &context, using: Carrier())
            return context
        }
    }

    extension EventMetadata {
        /// Nil when they are no JSON object.
        var freeKeys: [String: JSONValue]? {
            guard let additional else { return [:] }
            return try? EventCoder.standard.decoder.decode([String: JSONValue].self, from: additional)
        }

        /// The same with the fields of a trace. Keys that are there stay, and so does the text of all others.
        func carrying(_ fields: TraceFields) -> EventMetadata {
            guard !fields.isEmpty, let keys = freeKeys else { return self }
            let new = fields.values.filter { keys[$0.key] == nil }
            guard !new.isEmpty, var text = try? Self.encoder.encode(new) else { return self }
            var copy = self
            if let additional, !keys.isEmpty, let brace = additional.firstIndex(of: UInt8(ascii: "{")) {
                // Behind the brace of the object that is there; so its own text is what it was.
                text.removeLast()
                text.append(UInt8(ascii: ","))
                text.append(additional[(brace + 1)...])
            }
            copy.additional = text
            return copy
        }

        private static let encoder: JSONEncoder = {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return encoder
        }()
    }
#endif
