extension PostgresEventStore {
    /// The thread that reads the server's answers, as an executor. A task that prefers it
    /// (`withTaskExecutorPreference(store.taskExecutor) { … }`) goes on where its answer was read, which saves two thread
    /// switches per call. Such a task must not block or compute for long: all stores of the process share the thread, and
    /// every call waits for it meanwhile.
    public var taskExecutor: any TaskExecutor { EventLoop.shared.taskExecutor }
}
