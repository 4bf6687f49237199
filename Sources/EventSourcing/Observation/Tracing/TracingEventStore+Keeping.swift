#if Tracing
    extension TracingEventStore {
        public func deleteStream(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws -> StreamVersion {
            try await span("delete_stream", stream: stream) {
                try await base.deleteStream(stream, expectedVersion: expectedVersion)
            }
        }

        public func reopenStream(_ stream: StreamName) async throws -> StreamVersion {
            try await span("reopen_stream", stream: stream) { try await base.reopenStream(stream) }
        }

        public func truncateStream(_ stream: StreamName, before version: StreamVersion) async throws -> StreamVersion {
            try await span("truncate_stream", stream: stream) {
                try await base.truncateStream(stream, before: version)
            }
        }

        public func setStreamMetadata(of stream: StreamName, maxCount: Int64?, maxAge: Duration?) async throws
            -> StreamVersion
        {
            try await span("set_stream_metadata", stream: stream) {
                try await base.setStreamMetadata(of: stream, maxCount: maxCount, maxAge: maxAge)
            }
        }

        public func streamMetadata(of stream: StreamName) async throws -> StreamMetadata {
            try await span("stream_metadata", stream: stream) { try await base.streamMetadata(of: stream) }
        }

        public func deleteStreamPermanently(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws
            -> StreamRemoval
        {
            try await span("delete_stream_permanently", stream: stream) {
                try await base.deleteStreamPermanently(stream, expectedVersion: expectedVersion)
            }
        }

        public func checkpoint(named name: String, tenant: Tenant) async throws -> Checkpoint? {
            try await span("checkpoint", name) { try await base.checkpoint(named: name, tenant: tenant) }
        }

        public func saveCheckpoint(_ update: CheckpointUpdate) async throws -> Checkpoint {
            try await span("save_checkpoint", update.name) { try await base.saveCheckpoint(update) }
        }

        public func checkpoints(tenant: Tenant?) async throws -> [Checkpoint] {
            try await span("checkpoints") { try await base.checkpoints(tenant: tenant) }
        }

        public func deleteCheckpoint(named name: String, tenant: Tenant) async throws -> Bool {
            try await span("delete_checkpoint", name) { try await base.deleteCheckpoint(named: name, tenant: tenant) }
        }
    }
#endif
